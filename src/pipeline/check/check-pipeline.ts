import type { Diagnostic, PropertyPath } from '../../diagnostics/diagnostic.ts';
import type { PipelineConfig } from '../config.ts';
import type { Pipeline } from '../pipeline.ts';
import { createContext, type Rule } from './check-context.ts';
import { checkCommands } from './commands.ts';
import { checkDocuments } from './documents.ts';
import { checkDuplicates } from './duplicates.ts';
import { checkGlobs } from './globs.ts';
import { checkArtifactNames, checkNeededArtifacts, checkValues } from './handed-on.ts';
import { checkHooks } from './hooks.ts';
import { checkInputs } from './inputs.ts';
import { checkJobReferences } from './job-references.ts';
import { checkMatrix, checkMatrixReferences } from './matrix.ts';
import { checkNeedCycles } from './need-cycles.ts';
import { checkNotify } from './notify.ts';
import { checkJobsExist, checkPlatforms } from './platforms.ts';
import { checkRefPatterns } from './ref-patterns.ts';
import { checkSecrets } from './secrets.ts';
import { checkToolchains } from './toolchains.ts';
import { checkTriggers } from './triggers.ts';

const RULES: readonly Rule[] = [
  checkJobsExist,
  checkCommands,
  checkJobReferences,
  checkNeedCycles,
  checkDuplicates,
  checkGlobs,
  checkRefPatterns,
  checkTriggers,
  checkPlatforms,
  checkMatrix,
  checkMatrixReferences,
  checkToolchains,
  checkSecrets,
  checkValues,
  checkInputs,
  checkNeededArtifacts,
  checkArtifactNames,
  checkDocuments,
  checkHooks,
  checkNotify,
];

/**
 * Everything that is wrong with what the parts of a pipeline mean to each other, all at once.
 *
 * @param config what `pipeline` was made from; the diagnostics' paths are paths in it
 * @param damage places of `config` where something of the wrong shape was taken out: nothing is said about what is lacking there
 */
export function checkPipeline(
  pipeline: Pipeline,
  config: PipelineConfig,
  damage: readonly PropertyPath[] = [],
): readonly Diagnostic[] {
  const context = createContext(pipeline, config, damage);
  return RULES.flatMap((rule) => rule(context));
}
