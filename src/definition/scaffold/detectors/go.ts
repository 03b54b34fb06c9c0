import type { Detector, FoundCheck } from '../ecosystem.ts';
import type { Repository } from '../repository.ts';
import { shellWord } from '../shell-text.ts';
import { toolchain } from '../toolchains.ts';

const GOLANGCI = ['.golangci.yml', '.golangci.yaml', '.golangci.toml', '.golangci.json'];

/** Test files read for benchmarks and build tags. */
const MOST_TEST_FILES = 200;

export const go: Detector = {
  name: 'go',
  looksFor: ['go.mod', 'go.work'],
  async detect(repository) {
    const module = await repository.text('go.mod');
    const workspace = await repository.text('go.work');
    const manifest = module ?? workspace;
    if (manifest === undefined) return undefined;
    const from = module === undefined ? 'go.work' : 'go.mod';
    const { version, note } = versionIn(manifest);
    const packages = module === undefined ? packagesOf(workspace ?? '') : './...';
    const tests = await testFacts(repository);
    const said = version === undefined ? 'no version of Go is named' : `Go ${version}`;
    const name = /^module\s+"?([^\s"]+)/m.exec(module ?? '')?.[1];
    const project = name
      ?.replace(/\/v\d+$/, '')
      .split('/')
      .at(-1);
    const isProgram = (await repository.has('main.go')) || (await repository.has('cmd'));
    return {
      name: 'go',
      from,
      ...(project !== undefined && { project }),
      toolchain: toolchain('go', { version }),
      matrix: isProgram ? [] : ['linux', 'macos', 'windows'],
      checks: [...(await linters(repository, from, packages)), ...testChecks(tests, from, packages)],
      notes: [
        `${from}: ${said}.`,
        ...(note === undefined ? [] : [note]),
        ...tests.tagged.map(
          (path) => `${path} has a build tag: \`go test\` leaves it out, and so does the definition.`,
        ),
      ],
    };
  },
};

/** https://go.dev/doc/devel/release#policy: the two newest get fixes; the `go` line only says what is enough. */
const OLDEST_SUPPORTED = 25;
const USUAL = '1.26';

/** https://go.dev/ref/mod#go-mod-file-toolchain, then the `go` line. */
function versionIn(manifest: string): { readonly version?: string; readonly note?: string } {
  const toolchainLine = /^toolchain\s+go(\d[\d.]*)/m.exec(manifest)?.[1];
  const least = /^go\s+(1\.(\d+)[\d.]*)/m.exec(manifest);
  if (toolchainLine !== undefined) return { version: toolchainLine };
  if (least?.[1] === undefined) return {};
  if (Number(least[2]) >= OLDEST_SUPPORTED) return { version: least[1] };
  return {
    version: USUAL,
    note: `Go ${least[1]} is enough for the module; it gets no fixes any more, so ${USUAL} is used.`,
  };
}

/** The modules that a workspace uses: https://go.dev/ref/mod#go-work-file-use */
function packagesOf(workspace: string): string {
  const block = /^use\s*\(([^)]*)\)/m.exec(workspace)?.[1] ?? '';
  const single = Array.from(workspace.matchAll(/^use\s+([^\s(]+)/gm), (match) => match[1] ?? '');
  const listed = block.split('\n').map((line) => line.replace(/\/\/.*/, '').trim());
  const modules = [...single, ...listed].filter((path) => path !== '');
  return modules.map((path) => shellWord(`${path.replace(/\/$/, '')}/...`)).join(' ') || './...';
}

async function linters(
  repository: Repository,
  from: string,
  packages: string,
): Promise<readonly FoundCheck[]> {
  const isMixed = (await repository.has('vendor')) || (await repository.has('testdata'));
  // gofmt walks into directories that the go command ignores.
  const sources = isMixed ? `$(git ls-files '*.go' ':!vendor' ':!*testdata/*')` : '.';
  const checks: FoundCheck[] = [
    {
      category: 'lint',
      run: [`test -z "$(gofmt -l ${sources} | tee /dev/stderr)"`, `go vet ${packages}`],
      fix: [`gofmt -w ${sources}`],
      from,
    },
  ];
  const configuration = await repository.first(GOLANGCI);
  if (configuration === undefined) return checks;
  const run = [`golangci-lint run${packages === './...' ? '' : ` ${packages}`}`];
  return [
    ...checks,
    { category: 'lint', job: 'golangci', run, from: configuration, wants: [{ tool: 'golangci-lint' }] },
  ];
}

interface TestFacts {
  readonly benchmark: string | undefined;
  /** Test files that a build tag keeps out. */
  readonly tagged: readonly string[];
}

async function testFacts(repository: Repository): Promise<TestFacts> {
  const tagged: string[] = [];
  let benchmark: string | undefined;
  const paths = await repository.find('', (name) => name.endsWith('_test.go'), MOST_TEST_FILES);
  for (const path of paths) {
    const text = (await repository.text(path)) ?? '';
    if (/^func Benchmark\w*\(/m.test(text)) benchmark ??= path;
    if (/^\/\/go:build\s+(integration|e2e)\b/m.test(text)) tagged.push(path);
  }
  return { benchmark, tagged: tagged.slice(0, 3) };
}

function testChecks(tests: TestFacts, from: string, packages: string): readonly FoundCheck[] {
  const unit: FoundCheck = { category: 'unit', run: [`go test ${packages}`], from };
  if (tests.benchmark === undefined) return [unit];
  const run = [`go test -run '^$' -bench . ${packages}`];
  return [unit, { category: 'benchmark', run, from: tests.benchmark }];
}
