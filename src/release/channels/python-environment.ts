import type { ReleaseFile } from '../manifest/release-manifest.ts';

/**
 * Lines of PowerShell that make an environment of Python in `folder` and install a wheel there, with what it needs exactly as it was tested: pip refuses
 * whatever has another hash (pip.pypa.io, "Secure installs"). Names of files are letters, digits and `._+-`.
 */
export function pythonEnvironment(
  folder: '$dir' | '$tools',
  { wheel, requirements }: { readonly wheel: ReleaseFile; readonly requirements: ReleaseFile | undefined },
): readonly string[] {
  const pip = `& "${folder}\\venv\\Scripts\\python.exe" -m pip install --disable-pip-version-check --quiet`;
  const check = (what: string): string => `if ($LASTEXITCODE -ne 0) { throw '${what}' }`;
  return [
    `python -m venv "${folder}\\venv"`,
    check('Python could not make an environment'),
    ...(requirements === undefined
      ? []
      : [
          `${pip} --require-hashes --no-deps --requirement "${folder}\\${requirements.name}"`,
          check('pip could not install what it needs'),
        ]),
    `${pip} --no-index --no-deps "${folder}\\${wheel.name}"`,
    check('pip could not install it'),
  ];
}
