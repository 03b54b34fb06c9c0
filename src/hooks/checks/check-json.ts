import { type FileHook, USUAL_STAGES } from '../file-hook.ts';
import { isBad, readOptions } from '../hook-options.ts';

/**
 * JSON (RFC 8259) in which no object has a key twice. Source: pre-commit-hooks, `check_json.py`, which reads with Python's `json`: a
 * byte order mark and UTF-16 are read as well. `NaN` and `Infinity`, which Python takes, are refused: they are no JSON.
 */
export const checkJson: FileHook = {
  name: 'check-json',
  says: 'JSON that can be read',
  fixes: false,
  types: ['json'],
  stages: USUAL_STAGES,
  prepare(args) {
    const given = readOptions(args, {});
    if (isBad(given)) return given;
    return { kind: 'parsed', load: async () => (await import('../formats/json-faults.ts')).lookAtJson };
  },
};
