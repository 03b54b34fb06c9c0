import { type Diagnostic, formatPropertyPath, type PropertyPath } from '../diagnostics/diagnostic.ts';
import { failure, type Result, success } from '../diagnostics/result.ts';
import { checkPipeline } from './check/check-pipeline.ts';
import type { PipelineConfig } from './config.ts';
import { normalize } from './normalize.ts';
import type { Pipeline } from './pipeline.ts';
import { copyData, Repair } from './repair.ts';
import { pipelineSchema } from './schema/pipeline-schema.ts';
import { explainIssues, knownKeysInMessage } from './schema-issues.ts';

/** More rounds of taking out faulty parts than any definition needs: each round ends at least one level higher. */
const ROUNDS = 10;

/**
 * A pipeline from plain data, or everything that is wrong with it: faults of shape and faults of meaning in one list, so that
 * nobody mends one to be told the next. Never throws for any data. The diagnostics have `at`, not `location`.
 */
export function readPipeline(data: unknown): Result<Pipeline> {
  const { data: copied, prototypeKeys } = copyData(data);
  const repair = new Repair(copied);
  const diagnostics: Diagnostic[] = prototypeKeys.map(prototypeKey);
  const damage: PropertyPath[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const parsed = pipelineSchema.safeParse(repair.data, { error: knownKeysInMessage });
    if (parsed.success) return finish(parsed.data as PipelineConfig, { repair, diagnostics, damage });
    const faults = explainIssues(parsed.error.issues, (path) => repair.valueAt(path));
    // Later rounds only tell of what the rounds before them took out.
    if (round === 0) diagnostics.push(...faults.flatMap((fault) => fault.diagnostics));
    const remove = faults.flatMap((fault) => fault.remove);
    damage.push(...remove.map((path) => repair.original(path)));
    if (!repair.remove(remove)) break;
  }
  return failure(...diagnostics);
}

interface Findings {
  readonly repair: Repair;
  readonly diagnostics: readonly Diagnostic[];
  readonly damage: readonly PropertyPath[];
}

function finish(config: PipelineConfig, { repair, diagnostics, damage }: Findings): Result<Pipeline> {
  const pipeline = normalize(config);
  const checked = checkPipeline(pipeline, config, damage)
    .map((diagnostic) => asWritten(diagnostic, repair))
    .filter(({ at = [] }) => !isAboutDamage(at, damage));
  const all = [...diagnostics, ...checked];
  return all.some((diagnostic) => diagnostic.severity === 'error') ? failure(...all) : success(pipeline, all);
}

/** What is said of a place from which something was taken out may be only because it was. */
function isAboutDamage(at: PropertyPath, damage: readonly PropertyPath[]): boolean {
  return damage.some((hurt) => at.every((part, index) => part === hurt[index]));
}

/** The checks saw what was left; their places are those of the whole. */
function asWritten(diagnostic: Diagnostic, repair: Repair): Diagnostic {
  const { at, related } = diagnostic;
  return {
    ...diagnostic,
    ...(at && { at: repair.original(at) }),
    ...(related && {
      related: related.map((one) => ({ ...one, ...(one.at && { at: repair.original(one.at) }) })),
    }),
  };
}

function prototypeKey(path: PropertyPath): Diagnostic {
  return {
    code: 'bad-name',
    severity: 'error',
    message: `${formatPropertyPath(path)}: '__proto__' cannot be a name.`,
    at: path,
    atKey: true,
    fix: 'JavaScript keeps this name for itself; choose another.',
  };
}
