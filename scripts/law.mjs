// The import law of ARCHITECTURE.md. `node scripts/law.mjs [folder]`: exit 1 when it is broken, or when nothing was checked.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { program, root } from './setup.mjs';

/** Fewer modules than this and the tool did not really look (a dependency-cruiser that cannot read TypeScript sees none). */
const FEWEST_MODULES = 30;

export function lawHolds(folder = 'src', { cwd = root, fewest = FEWEST_MODULES } = {}) {
  const cruiser = program('dependency-cruiser', 'bin/dependency-cruise.mjs');
  const result = spawnSync(
    process.execPath,
    [cruiser, '--config', `${root}/.dependency-cruiser.cjs`, '--output-type', 'json', folder],
    {
      cwd,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  if (!result.stdout) {
    console.error(result.stderr || String(result.error));
    return false;
  }
  const { summary } = JSON.parse(result.stdout);
  for (const { rule, from, to } of summary.violations)
    console.error(`${rule.severity} ${rule.name}: ${from} → ${to}`);
  if (summary.totalCruised < fewest) {
    console.error(
      `The import law looked at ${summary.totalCruised} modules, fewer than the ${fewest} there must be: it checked nothing.`,
    );
    return false;
  }
  console.error(
    `Import law: ${summary.totalCruised} modules, ${summary.totalDependenciesCruised} imports, ${summary.violations.length} violations`,
  );
  return summary.violations.length === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  process.exitCode = (folder ? lawHolds(folder, { cwd: process.cwd(), fewest: 1 }) : lawHolds()) ? 0 : 1;
}
