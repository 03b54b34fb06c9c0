import { FINE, type FileHook, USUAL_STAGES } from '../file-hook.ts';
import { isBad, readOptions } from '../hook-options.ts';

/** A text that can be executed says by what. Source: pre-commit-hooks, `check_executables_have_shebangs.py`; the mode is that of the index. */
export const checkExecutablesHaveShebangs: FileHook = {
  name: 'check-executables-have-shebangs',
  says: 'programs that say what runs them',
  fixes: false,
  types: ['text', 'executable'],
  stages: USUAL_STAGES,
  prepare(args) {
    const given = readOptions(args, {});
    if (isBad(given)) return given;
    return {
      kind: 'each',
      look: ({ bytes }) =>
        bytes[0] === 0x23 && bytes[1] === 0x21
          ? FINE
          : { complaints: [{ message: 'can be executed and does not begin with #!' }] },
    };
  },
};
