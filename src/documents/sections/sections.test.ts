import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pipelineOf } from '../../../test/support/pipeline-of.ts';
import { TWO_SYSTEMS, twoSystems } from '../../../test/support/two-systems.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import { pullRequest, push } from '../../pipeline/triggers.ts';
import { proveOwnership } from '../../plan/ownership.ts';
import { readSections, updateSections } from '../marked-sections.ts';
import { SECTIONS } from './registry.ts';

function render(name: string, pipeline: Pipeline = twoSystems): string {
  return SECTIONS.get(name)?.render({ pipeline, proof: proveOwnership(pipeline) }) ?? '';
}

const TEXTS: Readonly<Record<string, string>> = {
  badges: `[![Every platform](https://github.com/acme/weather/actions/workflows/test-matrix.yml/badge.svg)](https://github.com/acme/weather/actions/workflows/test-matrix.yml)
[![docker-scan](https://github.com/acme/weather/actions/workflows/docker-scan.yml/badge.svg)](https://github.com/acme/weather/actions/workflows/docker-scan.yml)
[![Release](https://github.com/acme/weather/actions/workflows/release.yml/badge.svg)](https://github.com/acme/weather/actions/workflows/release.yml)
[![Distributions](https://github.com/acme/weather/actions/workflows/distributions.yml/badge.svg)](https://github.com/acme/weather/actions/workflows/distributions.yml)
[![CircleCI](https://circleci.com/gh/acme/weather.svg?style=shield)](https://app.circleci.com/pipelines/github/acme/weather)`,
  branches: `| When | CircleCI | GitHub Actions | What for |
| --- | --- | --- | --- |
| Push to \`develop\` | **ci-quick** on Linux: format, types, unit | — | Fast checks, within 5m |
| Push to \`main\` | **ci** on Linux: format, types, unit, build, image | **test-matrix** on Windows, macOS: format, types, unit, Windows-specific (Windows) | Full suite, within 15m<br>Every platform, within 20m |
| Push to other branches | — | — | — |
| Pull request to \`develop\` | — | **test-matrix** on Linux, Windows, macOS: format, types, unit, Windows-specific (Windows) | Every platform, within 20m |
| Pull request to \`main\` | — | **test-matrix** on Linux, Windows, macOS: format, types, unit, Windows-specific (Windows)<br>**docker-scan** on Linux, if a change is in \`Dockerfile\`, \`src/**\`: scan | Every platform, within 20m<br>docker-scan |
| Tag \`v*.*.*\` | — | **release** on Linux: pypi | Release |
| Release of \`v*.*.*\` | — | **distributions** on Linux: homebrew | Distributions |
| Started by hand | — | **test-matrix** on Linux, Windows, macOS: format, types, unit, Windows-specific (Windows)<br>**distributions** on Linux: homebrew | Every platform, within 20m<br>Distributions |
| Schedule \`0 3 * * 1\` (UTC) | — | **docker-scan** on Linux: scan | docker-scan |`,
  commands: `| With make | Without make | What it does |
| --- | --- | --- |
| \`make setup\` | \`npx lockstep setup\` | Installs the toolchains |
| \`make fmt\` | \`npx lockstep fix\` | Mends formatting and what linters can mend |
| \`make lint\` | \`npx lockstep run format\` | Lints: format |
| \`make ci-quick\` | \`npx lockstep run ci-quick\` | Fast checks (push to develop) |
| \`make ci\` | \`npx lockstep run ci\` | Full suite (push to main) |
| \`make test-matrix\` | \`npx lockstep run test-matrix\` | Every platform (pull request to main, develop; push to main; manual start) |
| \`make docker-scan\` | \`npx lockstep run docker-scan\` | The workflow docker-scan (pull request to main; schedule 0 3 \\* \\* 1) |
| \`make release\` | \`npx lockstep run release\` | Release (tag v\\*.\\*.\\*) |
| \`make distributions\` | \`npx lockstep run distributions\` | Distributions (release published; manual start) |
| \`make windows-test\` | \`npx lockstep run windows\` | Tests for Windows alone: Windows-specific |`,
  diagram: `\`\`\`mermaid
flowchart TD
  on__pullrequest__develop(["Pull request to develop"])
  run__github__test_2d_matrix__pullrequest__develop["Every platform<br/>GitHub Actions on Linux, Windows, macOS<br/>format, types, unit,<br/>Windows-specific (Windows)<br/>within 20m"]:::github
  before__branch{{"All checks pass, merge"}}
  on__push__develop(["Push to develop"])
  run__circleci__ci_2d_quick__push__develop["Fast checks<br/>CircleCI on Linux<br/>format, types, unit<br/>within 5m"]:::circleci
  on__pullrequest__main(["Pull request to main"])
  run__github__test_2d_matrix__pullrequest__main["Every platform<br/>GitHub Actions on Linux, Windows, macOS<br/>format, types, unit,<br/>Windows-specific (Windows)<br/>within 20m"]:::github
  run__github__docker_2d_scan__pullrequest__main["docker-scan<br/>GitHub Actions on Linux<br/>scan"]:::github
  before__trunk{{"All checks pass, merge"}}
  on__push__main(["Push to main"])
  run__circleci__ci__push__main["Full suite<br/>CircleCI on Linux<br/>format, types, unit, build, image<br/>within 15m"]:::circleci
  run__github__test_2d_matrix__push__main["Every platform<br/>GitHub Actions on Windows, macOS<br/>format, types, unit,<br/>Windows-specific (Windows)<br/>within 20m"]:::github
  before__tag{{"All checks pass, ready for a release"}}
  on__tag__v_2a__2e__2a__2e__2a_(["Tag v#42;.#42;.#42;"])
  run__github__release__tag__v_2a__2e__2a__2e__2a_["Release<br/>GitHub Actions on Linux<br/>pypi"]:::github
  before__release{{"All jobs pass"}}
  on__release__v_2a__2e__2a__2e__2a_(["Release of v#42;.#42;.#42;"])
  run__github__distributions__release__v_2a__2e__2a__2e__2a_["Distributions<br/>GitHub Actions on Linux<br/>homebrew"]:::github
  on__schedule__0_20_3_20__2a__20__2a__20_1(["Schedule 0 3 #42; #42; 1 (UTC)"])
  run__github__docker_2d_scan__schedule__0_20_3_20__2a__20__2a__20_1["docker-scan<br/>GitHub Actions on Linux<br/>scan"]:::github
  on__pullrequest__develop --> run__github__test_2d_matrix__pullrequest__develop
  run__github__test_2d_matrix__pullrequest__develop --> before__branch
  before__branch --> on__push__develop
  on__push__develop --> run__circleci__ci_2d_quick__push__develop
  run__circleci__ci_2d_quick__push__develop --> on__pullrequest__main
  on__pullrequest__main --> run__github__test_2d_matrix__pullrequest__main
  on__pullrequest__main --> run__github__docker_2d_scan__pullrequest__main
  run__github__test_2d_matrix__pullrequest__main --> before__trunk
  run__github__docker_2d_scan__pullrequest__main --> before__trunk
  before__trunk --> on__push__main
  on__push__main --> run__circleci__ci__push__main
  on__push__main --> run__github__test_2d_matrix__push__main
  run__circleci__ci__push__main --> before__tag
  run__github__test_2d_matrix__push__main --> before__tag
  before__tag --> on__tag__v_2a__2e__2a__2e__2a_
  on__tag__v_2a__2e__2a__2e__2a_ --> run__github__release__tag__v_2a__2e__2a__2e__2a_
  run__github__release__tag__v_2a__2e__2a__2e__2a_ --> before__release
  before__release --> on__release__v_2a__2e__2a__2e__2a_
  on__release__v_2a__2e__2a__2e__2a_ --> run__github__distributions__release__v_2a__2e__2a__2e__2a_
  on__schedule__0_20_3_20__2a__20__2a__20_1 --> run__github__docker_2d_scan__schedule__0_20_3_20__2a__20__2a__20_1
  classDef circleci stroke:#2da44e,stroke-width:2px
  classDef github stroke:#8250df,stroke-width:2px
\`\`\``,
  matrix: `| Check | CircleCI (Linux) | GitHub Actions (Linux) | GitHub Actions (Windows) | GitHub Actions (macOS) |
| --- | --- | --- | --- | --- |
| Lint & format | ✅ | ✅ | ✅ | ✅ |
| Type check | ✅ | ✅ | ✅ | ✅ |
| Unit tests | ✅ | ✅ | ✅ | ✅ |
| Platform tests | — | — | ✅ | — |
| Docker tests | ✅ | — | — | — |
| Security scans | — | ✅ | — | — |
| Build artifacts | ✅ | — | — | — |
| Deployment | — | ✅ | — | — |`,
  secrets: `| Secret | What for | Used by | Kept in | Renewed |
| --- | --- | --- | --- | --- |
| \`SCAN_KEY\` | — | scan, homebrew | GitHub: repository secrets | every 1d12h |
| \`PYPI_TOKEN\` | publishes the package | pypi | GitHub: environment \`pypi\` | every 90 days |
| \`TAP_TOKEN\` | writes to the tap | homebrew | CircleCI: context \`github-release\`<br>GitHub: repository secrets | — |`,
};

for (const name of SECTIONS.keys())
  test(`the section ${name} tells of a project on two systems`, () => {
    assert.equal(render(name), TEXTS[name]);
  });

const SMALL = { jobs: { unit: 'npm test' } };

test('a project with one system has columns and badges for that one', () => {
  const pipeline = pipelineOf({
    ...SMALL,
    workflows: { ci: { jobs: '*', owner: 'circleci', on: [push(), pullRequest()] } },
    documents: { repository: 'acme/weather' },
  });
  assert.equal(
    render('branches', pipeline),
    `| When | CircleCI | What for |
| --- | --- | --- |
| Push to any branch | **ci** on Linux: unit | ci |
| Pull request | **ci** on Linux: unit | ci |
| Any tag | — | — |`,
  );
  assert.equal(
    render('badges', pipeline),
    '[![CircleCI](https://circleci.com/gh/acme/weather.svg?style=shield)](https://app.circleci.com/pipelines/github/acme/weather)',
  );
});

test('without a Makefile the commands are those of lockstep', () => {
  assert.equal(
    render('commands', pipelineOf({ ...SMALL, workflows: { ci: { jobs: '*' } } })),
    `| Command | What it does |
| --- | --- |
| \`npx lockstep run ci\` | The workflow ci |`,
  );
});

test('a project without workflows or secrets has sections all the same', () => {
  const pipeline = pipelineOf(SMALL);
  assert.equal(
    render('diagram', pipeline),
    '```mermaid\nflowchart TD\n  nothing(["No event starts anything"])\n```',
  );
  assert.equal(render('commands', pipeline), 'There are no commands besides `npx lockstep run`.');
  assert.equal(render('secrets', pipeline), 'No secrets are needed.');
  assert.equal(render('matrix', pipeline), 'No event starts anything.');
  assert.equal(render('badges', pipeline), 'No event starts anything.');
});

test('a pull request to a branch that leads nowhere stands beside the way to the trunk', () => {
  const pipeline = pipelineOf({
    jobs: { unit: 'npm test', scan: 'npm audit' },
    workflows: {
      tests: { jobs: ['unit'], owner: 'github', on: [pullRequest('main'), push('main')] },
      scans: { jobs: ['scan'], owner: 'github', on: [pullRequest()] },
    },
  });
  const edges = render('diagram', pipeline)
    .split('\n')
    .filter((line) => line.includes('-->'));
  assert.deepEqual(
    edges.filter((line) => line.includes('others')).map((line) => line.trim()),
    ['on__pullrequest_20_others --> run__github__scans__pullrequest_20_others'],
  );
});

const hostile = fc
  .array(
    fc.constantFrom(
      ...[
        '|',
        '`',
        '```',
        '~~~',
        '-->',
        '<!-- /lockstep:matrix -->',
        '<!-- lockstep:matrix -->',
        '@me',
        '#1',
      ],
      ...[
        '\n',
        '\r\n',
        '\u2028',
        '\\',
        '"',
        "'",
        '"]',
        '%%{init: {}}%%',
        '<script>',
        '[x](y)',
        '**',
        '{{x}}',
        'a',
      ],
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((pieces) => `x${pieces.join('')}`);

/** The same project with a text of somebody who means harm wherever the definition takes any text. */
function withText(text: string): Pipeline {
  const jobs = Object.entries(TWO_SYSTEMS.jobs).map(([name, job]) => [
    name,
    typeof job === 'string' ? { run: job, title: text } : { ...job, title: text },
  ]);
  const workflows = Object.entries(TWO_SYSTEMS.workflows ?? {}).map(([name, workflow]) => [
    name,
    { ...workflow, title: text },
  ]);
  const { SCAN_KEY, ...secrets } = TWO_SYSTEMS.secrets as Readonly<Record<string, object>>;
  return pipelineOf({
    ...TWO_SYSTEMS,
    jobs: Object.fromEntries(jobs),
    workflows: Object.fromEntries(workflows),
    secrets: { ...secrets, SCAN_KEY: { ...SCAN_KEY, description: text, context: text, environment: text } },
    documents: { repository: 'acme/weather', makefile: text.replace(/[^\w]/g, '') },
  });
}

for (const name of SECTIONS.keys())
  test(`no title breaks the section ${name}`, () => {
    const calm = render(name, withText('x')).split('\n');
    fc.assert(
      fc.property(hostile, (text) => {
        const rendered = render(name, withText(text));
        const lines = rendered.split('\n');
        assert.doesNotMatch(rendered, /\r|\u2028/);
        if (name === 'diagram') {
          assert.deepEqual(lines.slice(0, 2), ['```mermaid', 'flowchart TD']);
          assert.equal(lines.filter((line) => line.includes('```')).length, 2);
          for (const line of lines) assert.doesNotMatch(line, /%%|<script|"[^"]*"[^"]*"/);
        } else {
          assert.equal(lines.length, calm.length);
          for (const [index, line] of lines.entries()) {
            assert.equal(barsIn(line), barsIn(calm[index] ?? ''));
            const active = line.replace(/\\.|`[^`]*`/g, '');
            assert.doesNotMatch(active, /<(?!br>|\/?code>)|\]\(y\)|\*\*\*|\{\{|(?<!&)[@#]\w|`/);
          }
        }
        const page = `<!-- lockstep:${name} -->\n<!-- /lockstep:${name} -->\n`;
        const read = (page: string) => readSections({ path: 'README.md', text: page }, [name]);
        const updated = updateSections(page, read(page).sections, () => rendered);
        assert.deepEqual(read(updated).diagnostics, []);
        assert.equal(
          updateSections(updated, read(updated).sections, () => rendered),
          updated,
        );
      }),
      { numRuns: 200 },
    );
  });

/** Bars that end a cell. */
function barsIn(line: string): number {
  return line.replace(/\\./g, '').split('|').length;
}
