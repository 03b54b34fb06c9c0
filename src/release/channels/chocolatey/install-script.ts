import type { ReleaseFile } from '../../manifest/release-manifest.ts';
import { pythonEnvironment } from '../python-environment.ts';

/** What a package installs, and how it is downloaded. */
export type ChocolateySubject =
  /** A program for Windows on x64, or an archive of it. */
  | { readonly kind: 'program'; readonly file: ReleaseFile; readonly url: string }
  | {
      readonly kind: 'wheel';
      readonly files: readonly { readonly file: ReleaseFile; readonly url: string }[];
    };

export interface PackageScripts {
  readonly install: string;
  readonly uninstall: string | undefined;
}

/**
 * The scripts of a package (docs.chocolatey.org, "Create packages", "Helpers reference"). Chocolatey's own functions download, with a checksum
 * each (rules CPMR0027, CPMR0073 and CPMR0055). A program in the folder of the package is on the path by itself.
 */
export function installScripts(subject: ChocolateySubject, program: string): PackageScripts {
  const head = [
    "$ErrorActionPreference = 'Stop'",
    '$tools = Split-Path -Parent $MyInvocation.MyCommand.Definition',
    '',
  ];
  if (subject.kind === 'program')
    return { install: lines([...head, ...downloadProgram(subject, program)]), uninstall: undefined };
  const [wheel, requirements] = subject.files.map(({ file }) => file);
  if (wheel === undefined) throw new Error('Internal error: there is no wheel');
  return {
    install: lines([
      ...head,
      ...subject.files.flatMap(({ file, url }) => downloadFile(url, file, `"$tools\\${file.name}"`)),
      ...pythonEnvironment('$tools', { wheel, requirements }),
      `Install-BinFile -Name ${quoted(program)} -Path "$tools\\venv\\Scripts\\${program}.exe"`,
    ]),
    uninstall: lines([`Uninstall-BinFile -Name ${quoted(program)}`]),
  };
}

function downloadProgram(
  { file, url }: Extract<ChocolateySubject, { kind: 'program' }>,
  program: string,
): readonly string[] {
  if (/\.(?:zip|7z)$/.test(file.name))
    return [
      '$package = @{',
      '  PackageName = $env:ChocolateyPackageName',
      '  UnzipLocation = $tools',
      `  Url64bit = ${quoted(url)}`,
      `  Checksum64 = ${quoted(file.sha256)}`,
      "  ChecksumType64 = 'sha256'",
      '}',
      'Install-ChocolateyZipPackage @package',
    ];
  return downloadFile(url, file, `"$tools\\${program}.exe"`);
}

function downloadFile(url: string, { sha256 }: ReleaseFile, target: string): readonly string[] {
  return [
    '$download = @{',
    '  PackageName = $env:ChocolateyPackageName',
    `  FileFullPath = ${target}`,
    `  Url = ${quoted(url)}`,
    `  Checksum = ${quoted(sha256)}`,
    "  ChecksumType = 'sha256'",
    `  Url64bit = ${quoted(url)}`,
    `  Checksum64 = ${quoted(sha256)}`,
    "  ChecksumType64 = 'sha256'",
    '}',
    'Get-ChocolateyWebFile @download | Out-Null',
  ];
}

/** Nothing is read as code within single quotes (about_Quoting_Rules). */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function lines(all: readonly string[]): string {
  return `${all.join('\r\n')}\r\n`;
}
