// Installs the packed library in an empty folder, as its users do, and uses it from there.
import { execFileSync, execSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const tarball = resolve(`plain-slug-${process.env.VERSION}.tgz`);
const folder = mkdtempSync(join(tmpdir(), 'plain-slug-'));
try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  execSync(`npm install --no-audit --no-fund --prefer-offline "${tarball}"`, {
    cwd: folder,
    stdio: 'inherit',
  });
  const program = "import { slug } from 'plain-slug'; process.stdout.write(slug('Es geht!'))";
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: folder });
  if (String(output) !== 'es-geht') throw new Error(`the package said ${output}`);
  console.log(`${process.env.VERSION} installs and works`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
