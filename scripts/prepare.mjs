// What npm runs after an installation here, and when it makes a package of a repository, as pre-commit has it do: there is no dist/ in git.
// A build that is there stays; without what it is built with, nothing is built.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { program, root } from './setup.mjs';

const isBuilt = existsSync(join(root, 'dist/bin/lockstep.js'));
if (!isBuilt && existsSync(program('typescript', 'bin/tsc'))) await import('./build.mjs');
