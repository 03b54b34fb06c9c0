import { z } from 'zod';
import { filledText, nameText } from './text-formats.ts';

const hookName = z.enum([
  'check-added-large-files',
  'check-case-conflict',
  'check-executables-have-shebangs',
  'check-json',
  'check-merge-conflict',
  'check-symlinks',
  'check-toml',
  'check-yaml',
  'detect-private-key',
  'end-of-file-fixer',
  'generated-files',
  'mixed-line-ending',
  'trailing-whitespace',
]);

const stage = z.enum(['pre-commit', 'commit-msg', 'pre-push', 'manual']);
const tags = z.array(filledText);

const files = {
  files: filledText.exactOptional(),
  exclude: filledText.exactOptional(),
  types: tags.exactOptional(),
  typesOr: tags.exactOptional(),
  excludeTypes: tags.exactOptional(),
};

const fileHook = z
  .strictObject({
    hook: hookName,
    id: nameText.exactOptional(),
    args: z.array(z.string()).exactOptional(),
    stages: z.array(stage).exactOptional(),
    ...files,
  })
  .meta({ id: 'FileHookConfig' });

const jobHook = z
  .strictObject({
    job: nameText,
    id: nameText.exactOptional(),
    changed: filledText.exactOptional(),
    fixChanged: filledText.exactOptional(),
    stages: z.array(stage).exactOptional(),
    ...files,
  })
  .meta({ id: 'JobHookConfig' });

export const hooks = z
  .strictObject({
    fix: z.enum(['stage', 'report']).exactOptional(),
    files: filledText.exactOptional(),
    exclude: filledText.exactOptional(),
    failFast: z.boolean().exactOptional(),
    run: z.array(z.union([hookName, fileHook, jobHook])).exactOptional(),
    runOnPush: z.boolean().exactOptional(),
  })
  .meta({ id: 'HooksConfig' });
