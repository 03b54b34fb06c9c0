// Coverage that lockstep writes, read by other people's tools; and what they write, read by lockstep.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cloneExample, has, lockstep, mustRun, noPython, pythonPackages } from './support/workbench.mjs';

const PACKAGES = ['coverage==7.17.3', 'diff-cover==11.0.1', 'pycobertura==4.1.0'];

const SOURCE = `def force(speed):
    if speed < 1:
        return 0
    return 2


def never():
    return 1
`;
const LCOV = `TN:
SF:src/force.py
FN:1,force
FN:7,never
FNDA:2,force
FNDA:0,never
DA:1,1
DA:2,2
DA:3,0
DA:4,2
DA:7,1
DA:8,0
BRDA:2,0,jump to line 3,0
BRDA:2,0,jump to line 4,1
end_of_record
`;

async function project() {
  const cwd = await cloneExample('node-library');
  mkdirSync(join(cwd, 'src'), { recursive: true });
  writeFileSync(join(cwd, 'src/force.py'), SOURCE);
  writeFileSync(join(cwd, 'in.info'), LCOV);
  const made = await lockstep(
    ['report', 'coverage', 'in.info', '--cobertura', 'out.xml', '--lcov', 'out.info'],
    { cwd },
  );
  assert.equal(made.code, 0, made.stderr);
  return cwd;
}

export default {
  name: 'Coverage: genhtml and lcov, pycobertura, diff-cover, coverage.py',
  needs: () => undefined,
  run: async ({ check, skip }) => {
    const cwd = await project();
    if (!has('lcov')) skip('lcov', 'lcov is not installed');
    else {
      await check('lcov counts in the tracefile what lockstep counts', async () => {
        const { stdout } = await mustRun(
          'lcov',
          ['--summary', 'out.info', '--rc', 'lcov_branch_coverage=1'],
          { cwd },
        );
        assert.match(stdout, /lines\.+: 66\.7% \(4 of 6 lines\)/);
        assert.match(stdout, /functions\.+: 50\.0% \(1 of 2 functions\)/);
        assert.match(stdout, /branches\.+: 50\.0% \(1 of 2 branches\)/);
      });
      await check('genhtml makes pages of the tracefile', async () => {
        await mustRun('genhtml', ['out.info', '--output-directory', 'genhtml'], { cwd });
        assert.ok(existsSync(join(cwd, 'genhtml/index.html')));
      });
    }
    const reason = await noPython();
    const packages = reason === undefined ? await pythonPackages('coverage', PACKAGES) : { reason };
    if (packages.python === undefined) return skip('pycobertura, diff-cover, coverage.py', packages.reason);
    const program = (name) => join(dirname(packages.python), name);
    await check('pycobertura counts in the XML what lockstep counts', async () => {
      const { stdout } = await mustRun(program('pycobertura'), ['show', '--format', 'json', 'out.xml'], {
        cwd,
      });
      const [file] = JSON.parse(stdout).files;
      assert.deepEqual(
        [file.Filename, file.Stmts, file.Miss, file.Missing],
        ['src/force.py', 6, 3, '~2, 3, 8'],
      );
    });
    await check('diff-cover and lockstep agree on changed lines, in both formats', async () => {
      const git = (...args) =>
        mustRun('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], { cwd });
      await git('add', 'src/force.py');
      await git('commit', '-qm', 'force');
      const branch = (await git('rev-parse', '--abbrev-ref', 'HEAD')).stdout.trim();
      await git('checkout', '-qb', 'change');
      writeFileSync(
        join(cwd, 'src/force.py'),
        SOURCE.replace('return 0', 'return 0.0').replace('return 2', 'return 2.0'),
      );
      await git('commit', '-qam', 'change');
      for (const report of ['out.xml', 'out.info']) {
        await mustRun(
          program('diff-cover'),
          [report, '--compare-branch', branch, '--format', 'json:diff.json'],
          {
            cwd,
          },
        );
        const theirs = JSON.parse(readFileSync(join(cwd, 'diff.json'), 'utf8'));
        const { stdout } = await lockstep(['report', 'coverage', report, '--base', branch, '--json'], {
          cwd,
        });
        const { lines, files } = JSON.parse(stdout).diff;
        assert.deepEqual([lines.covered, lines.total], [1, 2]);
        assert.deepEqual(
          [lines.total, lines.total - lines.covered],
          [theirs.total_num_lines, theirs.total_num_violations],
        );
        assert.deepEqual(
          files.flatMap(({ uncovered }) => uncovered.map(Number)),
          theirs.src_stats['src/force.py'].violation_lines,
        );
      }
    });
    await check('coverage.py writes what lockstep counts as it does', async () => {
      writeFileSync(
        join(cwd, 'main.py'),
        'import sys\nsys.path.insert(0, "src")\nimport force\nforce.force(3)\n',
      );
      await mustRun(program('coverage'), ['run', '--branch', '--source=src', 'main.py'], { cwd });
      await mustRun(program('coverage'), ['xml', '-o', 'py.xml'], { cwd });
      await mustRun(program('coverage'), ['lcov', '-o', 'py.info'], { cwd });
      await mustRun(program('coverage'), ['json', '-o', 'py.json'], { cwd });
      const { totals } = JSON.parse(readFileSync(join(cwd, 'py.json'), 'utf8'));
      for (const report of ['py.xml', 'py.info']) {
        const { stdout } = await lockstep(['report', 'coverage', report, '--json'], { cwd });
        const { lines, branches } = JSON.parse(stdout).total;
        assert.deepEqual(
          [lines.covered, lines.total, branches.covered, branches.atMost, branches.total],
          [
            totals.covered_lines,
            totals.num_statements,
            totals.covered_branches,
            totals.covered_branches,
            totals.num_branches,
          ],
        );
      }
    });
  },
};
