import { type Complaint, type FileHook, USUAL_STAGES } from '../file-hook.ts';
import { isBad, readOptions } from '../hook-options.ts';

/**
 * Files that a commit adds and that are larger than `--maxkb` (500 unless said), in units of 1,024 bytes, rounded up. Source:
 * pre-commit-hooks, `check_added_large_files.py`. `--enforce-all` looks at files that were there before as well. What git-lfs keeps is
 * small to git.
 */
export const checkAddedLargeFiles: FileHook = {
  name: 'check-added-large-files',
  says: 'large files that a commit adds',
  fixes: false,
  types: ['file'],
  stages: USUAL_STAGES,
  prepare(args) {
    const given = readOptions(args, {
      '--maxkb': { key: 'most', takes: 'value' },
      '--enforce-all': { key: 'all', takes: 'nothing' },
    });
    if (isBad(given)) return given;
    const text = given.get('most')?.at(-1) ?? '500';
    if (!/^\d{1,12}$/.test(text))
      return { kind: 'bad-option', message: `'--maxkb' is a number of kilobytes, not '${text}'` };
    const most = Number(text);
    return {
      kind: 'together',
      asksTracked: false,
      async look(files, around) {
        const complaints: Complaint[] = [];
        for (const file of files) {
          if (!file.isAdded && !given.has('all')) continue;
          const size = Math.ceil((await around.size(file)) / 1024);
          if (size > most)
            complaints.push({ path: file.path, message: `${size} KB are more than ${most} KB` });
        }
        const elsewhere = await around.largeFiles(complaints.map(({ path }) => path));
        return complaints.filter(({ path }) => !elsewhere.has(path));
      },
    };
  },
};
