import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { failure, type Result, success } from '../../../diagnostics/result.ts';
import type { HomebrewChannelConfig } from '../../../pipeline/channels-config.ts';
import type { ReleaseDraft, ReleaseFile } from '../../manifest/release-manifest.ts';
import {
  binaryFor,
  brokenRule,
  downloadUrl,
  fileOf,
  type PackagingQuestion,
  programOf,
} from '../packaging.ts';
import { formulaClass } from './formula-class.ts';
import { faultsOfDescription, formulaDescription } from './formula-description.ts';
import { formulaLicense } from './formula-license.ts';
import type { FormulaResource } from './formula-resource.ts';
import { rubyText } from './ruby-text.ts';

export interface FormulaQuestion extends PackagingQuestion<HomebrewChannelConfig> {
  /** Of Python: every package that it needs, also those that others need. */
  readonly resources: readonly FormulaResource[];
}

const AT = ['channels', 'homebrew'];
const USUAL_PYTHON = 'python@3.13';
/** docs.brew.sh, "Formula Cookbook", and names of casks and formulae in use. */
const NAME = /^[a-z0-9][a-z0-9+._-]*(?:@[0-9.]+)?$/;

/**
 * A formula for a tap: of programs for each platform where there are any, else of a package of npm, else of one of Python. Everything that
 * `brew audit` would refuse and that can be known here is told at once (Homebrew/brew, Library/Homebrew/{resource,formula}_auditor.rb, rubocops/).
 */
export function renderFormula(question: FormulaQuestion): Result<string> {
  const { draft, options } = question;
  const name = options.formula ?? draft.project.toLowerCase();
  const description = formulaDescription(draft.about.description);
  const license = formulaLicense(draft.about.license);
  const body = bodyOf(question, name);
  const problems = faultsOf(draft, { name, description, license, body });
  if (problems.length > 0 || typeof body === 'string' || license === undefined) return failure(...problems);
  const lines = [
    `class ${formulaClass(name)} < Formula`,
    ...indent([
      ...body.includes,
      `desc ${rubyText(description)}`,
      `homepage ${rubyText(draft.about.homepage)}`,
      ...body.source,
      `license ${license}`,
      ...body.demands,
      ...body.install,
      '',
      'test do',
      `  assert_match version.to_s, shell_output("#{bin}/${programOf(question, name)} --version")`,
      'end',
    ]),
    'end',
  ];
  return success(`${lines.join('\n')}\n`);
}

interface FormulaParts {
  readonly name: string;
  readonly description: string;
  readonly license: string | undefined;
  readonly body: FormulaBody | string;
}

function faultsOf(
  draft: ReleaseDraft,
  { name, description, license, body }: FormulaParts,
): readonly Diagnostic[] {
  return [
    ...(NAME.test(name)
      ? []
      : [
          problem(
            `'${name}' is no name of a formula`,
            'Name it in small letters: release.channels.homebrew.formula.',
          ),
        ]),
    ...faultsOfDescription(description, name).map((fault) =>
      problem(`the description ${fault}`, 'Write another one in release.about.description.'),
    ),
    ...(license === undefined
      ? [
          problem(
            `'${draft.about.license}' is no licence that SPDX knows`,
            'Write an SPDX expression in release.about.license.',
          ),
        ]
      : []),
    ...(draft.about.homepage.startsWith('https://')
      ? []
      : [problem('the homepage is not https', 'Name another one in release.about.homepage.')]),
    ...(typeof body === 'string'
      ? [
          problem(
            `nothing can be installed by a formula: ${body}`,
            'Build programs for macOS or Linux, a package of npm, or a source distribution of Python.',
          ),
        ]
      : []),
  ];
}

/** Parts of a formula, in the order that `brew style` wants (rubocops/components_order.rb). */
interface FormulaBody {
  readonly includes: readonly string[];
  readonly source: readonly string[];
  readonly demands: readonly string[];
  readonly install: readonly string[];
}

/** A text: why there is none. */
function bodyOf(question: FormulaQuestion, name: string): FormulaBody | string {
  const { draft, facts } = question;
  const program = programOf(question, name);
  if (!/^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(program)) return `'${program}' is no name of a program`;
  if (
    draft.files.some(
      ({ kind, platform }) => kind === 'binary' && (platform?.os === 'macos' || platform?.os === 'linux'),
    )
  )
    return binaries(draft, program);
  const npm = fileOf(draft, 'npm');
  if (npm !== undefined && facts.npm !== undefined)
    return {
      includes: [],
      source: source(draft, npm),
      demands: ['', 'depends_on "node"'],
      // Scripts of packages are not run (docs.brew.sh, "Node for Formula Authors").
      install: [
        '',
        'def install',
        '  system "npm", "install", *std_npm_args',
        '  bin.install_symlink libexec.glob("bin/*")',
        'end',
      ],
    };
  const sdist = fileOf(draft, 'sdist');
  return sdist === undefined ? 'there is neither' : python(question, sdist);
}

/** docs.brew.sh, "Python for Formula Authors": pip resolves nothing, so that every package is a resource. */
function python({ draft, options, resources }: FormulaQuestion, sdist: ReleaseFile): FormulaBody {
  const sorted = resources.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return {
    includes: ['include Language::Python::Virtualenv', ''],
    source: source(draft, sdist),
    demands: [
      '',
      `depends_on ${rubyText(options.python ?? USUAL_PYTHON)}`,
      ...sorted.flatMap(({ name, url, sha256 }) => [
        '',
        `resource ${rubyText(name)} do`,
        `  url ${rubyText(url)}`,
        `  sha256 ${rubyText(sha256)}`,
        'end',
      ]),
    ],
    install: ['', 'def install', '  virtualenv_install_with_resources', 'end'],
  };
}

function source(draft: ReleaseDraft, file: ReleaseFile): readonly string[] {
  return [
    `url ${rubyText(downloadUrl(draft, file.name))}`,
    ...versionLine(draft, [file]),
    `sha256 ${rubyText(file.sha256)}`,
  ];
}

/** Said only where the names of the files do not say it: Homebrew calls anything else redundant (resource_auditor.rb, `audit_version`). */
function versionLine({ version }: ReleaseDraft, files: readonly ReleaseFile[]): readonly string[] {
  return files.every(({ name }) => name.includes(`-${version}`)) ? [] : [`version ${rubyText(version)}`];
}

function binaries(draft: ReleaseDraft, program: string): FormulaBody {
  const systems = (['macos', 'linux'] as const).flatMap((os) => {
    const found = (['arm64', 'x64'] as const).flatMap((arch) => {
      const file = binaryFor(draft, os, arch);
      return file === undefined ? [] : [{ arch, file }];
    });
    return found.length === 0 ? [] : [{ os, found }];
  });
  const blocks = systems.flatMap(({ os, found }) => [
    '',
    `on_${os} do`,
    ...found.flatMap(({ arch, file }) => [
      `  on_${arch === 'arm64' ? 'arm' : 'intel'} do`,
      `    url ${rubyText(downloadUrl(draft, file.name))}`,
      `    sha256 ${rubyText(file.sha256)}`,
      '  end',
    ]),
    'end',
  ]);
  const files = systems.flatMap(({ found }) => found.map(({ file }) => file));
  return {
    includes: [],
    source: versionLine(draft, files),
    demands: blocks,
    // A program alone keeps the name of its file, an archive has it inside.
    install: [
      '',
      'def install',
      `  bin.install Dir["**/${program}", "*"].find { |path| File.file?(path) } => ${rubyText(program)}`,
      'end',
    ],
  };
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}

function problem(message: string, fix: string): Diagnostic {
  return brokenRule('release-formula', `homebrew: ${message}`, { fix, at: AT });
}
