import { type FileHook, USUAL_STAGES } from '../file-hook.ts';
import { isBad, readOptions } from '../hook-options.ts';

/**
 * TOML 1.0. Source: pre-commit-hooks, `check_toml.py`, which reads with Python's `tomllib`: a byte order mark and a carriage return by
 * itself are refused. A file that is no UTF-8 fails like any other; there it ends the whole check.
 */
export const checkToml: FileHook = {
  name: 'check-toml',
  says: 'TOML that can be read',
  fixes: false,
  types: ['toml'],
  stages: USUAL_STAGES,
  prepare(args) {
    const given = readOptions(args, {});
    if (isBad(given)) return given;
    return { kind: 'parsed', load: async () => (await import('../formats/toml-faults.ts')).lookAtToml };
  },
};
