import type { HookName } from '../pipeline/hooks-config.ts';
import { checkAddedLargeFiles } from './checks/check-added-large-files.ts';
import { checkCaseConflict } from './checks/check-case-conflict.ts';
import { checkExecutablesHaveShebangs } from './checks/check-executables-have-shebangs.ts';
import { checkJson } from './checks/check-json.ts';
import { checkMergeConflict } from './checks/check-merge-conflict.ts';
import { checkSymlinks } from './checks/check-symlinks.ts';
import { checkToml } from './checks/check-toml.ts';
import { checkYaml } from './checks/check-yaml.ts';
import { detectPrivateKey } from './checks/detect-private-key.ts';
import { endOfFileFixer } from './checks/end-of-file-fixer.ts';
import { mixedLineEnding } from './checks/mixed-line-ending.ts';
import { trailingWhitespace } from './checks/trailing-whitespace.ts';
import type { FileHook } from './file-hook.ts';

/**
 * Every check of files, by the name users know it by. `generated-files` is none of them: what it compares is made from the whole
 * checkout, so it runs where jobs run.
 */
export const FILE_HOOKS: Readonly<Record<Exclude<HookName, 'generated-files'>, FileHook>> = {
  'check-added-large-files': checkAddedLargeFiles,
  'check-case-conflict': checkCaseConflict,
  'check-executables-have-shebangs': checkExecutablesHaveShebangs,
  'check-json': checkJson,
  'check-merge-conflict': checkMergeConflict,
  'check-symlinks': checkSymlinks,
  'check-toml': checkToml,
  'check-yaml': checkYaml,
  'detect-private-key': detectPrivateKey,
  'end-of-file-fixer': endOfFileFixer,
  'mixed-line-ending': mixedLineEnding,
  'trailing-whitespace': trailingWhitespace,
};
