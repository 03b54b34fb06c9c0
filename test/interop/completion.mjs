// The completion scripts in the shells they are for: valid, and offering what can be typed next.
import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cloneExample, has, launcher, lockstep, mustRun, temporaryFolder } from './support/workbench.mjs';

/** How a shell checks a script without running it, and how it is asked what it would offer after the words. */
const SHELLS = {
  bash: {
    syntax: (script) => ['-n', script],
    offer: (script, words) => [
      '--norc',
      '-c',
      `source '${script}'; COMP_WORDS=(${words.map(quote).join(' ')}); COMP_CWORD=${words.length - 1}; _lockstep; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
  },
  zsh: {
    syntax: (script) => ['-n', script],
    // The function alone: what `compadd` is given is printed.
    offer: (script, words) => [
      '-f',
      '-c',
      `compdef() { :; }; compadd() { shift; print -l -- "$@"; }; source '${script}'; words=(${words.map(quote).join(' ')}); CURRENT=${words.length}; _lockstep`,
    ],
  },
  fish: {
    syntax: (script) => ['--no-execute', script],
    offer: (script, words) => ['--no-config', '-c', `source '${script}'; complete -C '${words.join(' ')}'`],
  },
};

export default {
  name: 'Completion: bash, zsh, fish, PowerShell',
  needs: () => (process.platform === 'win32' ? 'most of these are shells of Unix' : undefined),
  run: async ({ check, skip }) => {
    const cwd = await cloneExample('node-library');
    const bin = temporaryFolder('completion');
    writeFileSync(join(bin, 'lockstep'), `#!/bin/sh\nexec '${process.execPath}' '${launcher}' "$@"\n`);
    chmodSync(join(bin, 'lockstep'), 0o755);
    const env = { PATH: `${bin}${delimiter}${process.env.PATH}` };
    if (!has('pwsh')) skip('powershell', 'not installed');
    else await check('powershell takes the script', () => isPowerShell(bin));
    for (const [shell, how] of Object.entries(SHELLS)) {
      if (!has(shell)) {
        skip(shell, 'not installed');
        continue;
      }
      const script = join(bin, `lockstep.${shell}`);
      writeFileSync(script, (await lockstep(['completion', shell])).stdout);
      await check(`${shell} takes the script`, () => mustRun(shell, how.syntax(script), { env }));
      const offered = async (...words) => {
        const { stdout } = await mustRun(shell, how.offer(script, ['lockstep', ...words]), { cwd, env });
        return stdout
          .split('\n')
          .map((line) => line.split('\t')[0])
          .filter(Boolean)
          .sort();
      };
      await check(`${shell} offers commands`, async () =>
        assert.deepEqual(await offered('ru'), ['run', 'runs']),
      );
      await check(`${shell} offers the jobs and workflows of the definition`, async () => {
        assert.deepEqual(await offered('run', 'p'), ['pack', 'package', 'platform', 'publish']);
        assert.deepEqual(await offered('run', 'test'), ['test-matrix']);
      });
      await check(`${shell} offers options`, async () =>
        assert.deepEqual(await offered('run', '--fail'), ['--fail-fast']),
      );
    }
  },
};

/** Syntax only: making a script block runs nothing. */
async function isPowerShell(folder) {
  const script = join(folder, 'lockstep.ps1');
  writeFileSync(script, (await lockstep(['completion', 'powershell'])).stdout);
  const command = `[void][scriptblock]::Create((Get-Content -Raw '${script}'))`;
  await mustRun('pwsh', ['-NoProfile', '-NonInteractive', '-Command', command]);
}

function quote(word) {
  return `'${word}'`;
}
