// Writes dist/: the modules with the version in front, and their types. Hands the version on to the jobs that come after.
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
for (const file of readdirSync('src')) {
  if (file.endsWith('.d.ts')) copyFileSync(join('src', file), join('dist', file));
  else writeFileSync(join('dist', file), `// ${name} ${version}\n${readFileSync(join('src', file), 'utf8')}`);
}
if (process.env.LOCKSTEP_OUTPUT) appendFileSync(process.env.LOCKSTEP_OUTPUT, `version=${version}\n`);
console.log(`dist/ is ${name} ${version}`);
