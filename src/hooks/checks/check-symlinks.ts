import { type Complaint, type FileHook, USUAL_STAGES } from '../file-hook.ts';
import { isBad, readOptions } from '../hook-options.ts';

/** Symbolic links that lead nowhere. Source: pre-commit-hooks, `check_symlinks.py`. What is in the index is there, whatever the disk says. */
export const checkSymlinks: FileHook = {
  name: 'check-symlinks',
  says: 'symbolic links that lead nowhere',
  fixes: false,
  types: ['symlink'],
  stages: USUAL_STAGES,
  prepare(args) {
    const given = readOptions(args, {});
    if (isBad(given)) return given;
    return {
      kind: 'together',
      asksTracked: false,
      async look(files, around) {
        const complaints: Complaint[] = [];
        for (const file of files) {
          const target = await around.target(file);
          if (!(await around.exists(destination(file.path, target))))
            complaints.push({
              path: file.path,
              message: `leads to ${JSON.stringify(target)}, which is not there`,
            });
        }
        return complaints;
      },
    };
  },
};

/** Relative to the root, where it is below it. */
function destination(link: string, target: string): string {
  if (target.startsWith('/')) return target;
  const parts = link.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
