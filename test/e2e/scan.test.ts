import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Checkout, temporaryCheckouts } from '../support/lockstep-command.ts';

const checkout = temporaryCheckouts();
const skip = process.platform === 'win32' && 'the stand-ins are scripts of a POSIX shell';

const REPORT = JSON.stringify({
  SchemaVersion: 2,
  Trivy: { Version: '0.70.0' },
  ArtifactName: '/scan/image.tar',
  ArtifactType: 'container_image',
  Metadata: { OS: { Family: 'alpine', Name: '3.10.2' } },
  Results: [
    {
      Target: '/scan/image.tar (alpine 3.10.2)',
      Class: 'os-pkgs',
      Type: 'alpine',
      Packages: [{ ID: 'zlib@1.2.11-r1', Name: 'zlib', Version: '1.2.11-r1' }],
      Vulnerabilities: [
        {
          VulnerabilityID: 'CVE-2022-37434',
          PkgName: 'zlib',
          InstalledVersion: '1.2.11-r1',
          FixedVersion: '1.2.11-r4',
          Severity: 'CRITICAL',
          Title: 'heap overflow in inflate',
        },
      ],
    },
  ],
});

/** Writes what it was called with to `calls`, and the report where `--output` says, also where that is a path in a container. */
const TRIVY = `#!/bin/sh
printf '%s ' trivy "$@" >> "$CALLS"; echo >> "$CALLS"
if [ "$1" = --version ]; then echo "Version: 0.70.0"; exit 0; fi
[ -z "$GITHUB_TOKEN" ] || { echo "a token: $GITHUB_TOKEN"; exit 3; }
while [ $# -gt 0 ]; do [ "$1" = --output ] && out=$2; shift; done
printf '\\033[31mINFO\\tscanning\\n' >&2
cp "$REPORT" "$out"
`;

/** Knows one image; runs its "container" by copying the report into the folder that is mounted at /scan. */
const DOCKER = `#!/bin/sh
printf '%s ' docker "$@" >> "$CALLS"; echo >> "$CALLS"
case $1 in
  version) exit 0;;
  buildx) [ "$2" = inspect ] && exit 1; exit 0;;
  save) [ "$4" = gone:1 ] && { echo "No such image: gone:1" >&2; exit 1; }; echo layers > "$3";;
  run) for arg; do case $arg in *:/scan) cp "$REPORT" "\${arg%:/scan}/trivy.json";; esac; done;;
esac
`;

function project(programs: Readonly<Record<string, string>>): {
  place: Checkout;
  env: Record<string, string>;
} {
  const files = Object.fromEntries(
    Object.entries(programs).map(([name, text]) => [`programs/${name}`, text]),
  );
  const place = checkout({ ...files, 'trivy-report.json': REPORT, calls: '' });
  for (const name of Object.keys(programs)) chmodSync(join(place.path, 'programs', name), 0o755);
  const env = {
    PATH: `${join(place.path, 'programs')}:/usr/bin:/bin`,
    CALLS: join(place.path, 'calls'),
    REPORT: join(place.path, 'trivy-report.json'),
    XDG_CACHE_HOME: join(place.path, 'cache'),
    LC_ALL: 'C.UTF-8',
  };
  return { place, env };
}

/** The commands that were run, with names that do not change. */
function calls(place: Checkout): readonly string[] {
  return place
    .read('calls')
    .replaceAll(place.path, '<project>')
    .replace(/\.scan-[0-9a-f]+/g, '.scan')
    .replace(/--user \d+:\d+/g, '--user <me>')
    .trim()
    .split('\n')
    .map((line) => line.trim());
}

const ALL = [
  'findings.json',
  'findings.md',
  'findings.sarif',
  'findings.xml',
  'sbom.cdx.json',
  'sbom.spdx.json',
  'trivy.json',
];

test('one scan by the Trivy that is installed: everything is written, and then it is judged', {
  skip,
}, async () => {
  const { place, env } = project({ trivy: TRIVY });
  const { code, out, err } = await place.start(['scan', 'image', 'weather:scan'], {
    env: { ...env, GITHUB_TOKEN: 'ghs_secret', TRIVY_SEVERITY: 'CRITICAL' },
  }).ended;
  assert.equal(code, 1);
  assert.match(out, /CVE-2022-37434/);
  assert.match(err, /Scanning with trivy 0\.70\.0\n {2}INFO\tscanning\n/);
  assert.deepEqual(readdirSync(join(place.path, 'lockstep-scan')).sort(), ALL);
  assert.deepEqual(calls(place).slice(1), [
    'trivy image --config <project>/lockstep-scan/.scan/nothing --format json --output <project>/lockstep-scan/.scan/trivy.json --list-all-pkgs --severity UNKNOWN,LOW,MEDIUM,HIGH,CRITICAL --scanners vuln,secret --ignore-unfixed=false --ignorefile <project>/lockstep-scan/.scan/nothing --exit-code 0 -- weather:scan',
  ]);
  const sarif = JSON.parse(place.read('lockstep-scan/findings.sarif'));
  assert.equal(sarif.runs[0].automationDetails.id, 'trivy/weather/');
  assert.equal(JSON.parse(place.read('lockstep-scan/trivy.json')).ArtifactName, 'weather:scan');
});

test('without Trivy it runs in a container that sees the image as a file, and no socket', {
  skip,
}, async () => {
  const { place, env } = project({ docker: DOCKER });
  const { code } = await place.start(
    ['scan', 'image', 'weather:scan', '--build', '.', '--build-cache', 'layers'],
    { env },
  ).ended;
  assert.equal(code, 1);
  const [, , , ...ran] = calls(place);
  assert.deepEqual(ran, [
    'docker buildx create --driver docker-container --name lockstep',
    'docker buildx build --builder lockstep --load --cache-to type=local,dest=layers,mode=max --tag weather:scan -- .',
    'docker save --output <project>/lockstep-scan/.scan/image.tar weather:scan',
    'docker run --rm --user <me> --volume <project>/lockstep-scan/.scan:/scan --volume <project>/cache/lockstep/trivy:/cache aquasec/trivy:0.70.0@sha256:be1190afcb28352bfddc4ddeb71470835d16462af68d310f9f4bca710961a41e image --cache-dir /cache --config /scan/nothing --format json --output /scan/trivy.json --list-all-pkgs --severity UNKNOWN,LOW,MEDIUM,HIGH,CRITICAL --scanners vuln,secret --ignore-unfixed=false --ignorefile /scan/nothing --exit-code 0 --input /scan/image.tar',
  ]);
});

test('what could not be scanned is never clean, and leaves nothing of an earlier scan', {
  skip,
}, async () => {
  const { place, env } = project({ docker: DOCKER });
  assert.equal((await place.start(['scan', 'image', 'weather:scan'], { env }).ended).code, 1);
  const gone = await place.start(['scan', 'image', 'gone:1'], { env }).ended;
  assert.equal(gone.code, 4);
  assert.match(gone.err, /No such image: gone:1\nNot scanned: docker save ended with 1\./);
  assert.deepEqual(readdirSync(join(place.path, 'lockstep-scan')), []);
  const bare = await place.start(['scan', 'fs'], { env: { ...env, PATH: '/nowhere' } }).ended;
  assert.equal(bare.code, 4);
  assert.match(bare.err, /^Not scanned: neither Trivy nor an engine of containers is here\.\n/);
});

test('a report that was made elsewhere takes no scanner', { skip }, async () => {
  const { place, env } = project({});
  const ended = await place.start(
    ['scan', 'image', 'weather:scan', '--report', 'trivy-report.json', '--fail-on', 'none'],
    { env },
  ).ended;
  assert.equal(ended.code, 0);
  assert.ok(existsSync(join(place.path, 'lockstep-scan/sbom.spdx.json')));
  const report = JSON.parse(place.read('lockstep-scan/trivy.json'));
  assert.deepEqual(
    [report.ArtifactName, report.Results[0].Target],
    ['weather:scan', 'weather:scan (alpine 3.10.2)'],
  );
});

test('names that a program would take for options, and options that contradict each other, are refused', {
  skip,
}, async () => {
  const { place, env } = project({ docker: DOCKER });
  for (const args of [
    ['image', '--', '--config=evil'],
    ['image', 'weather:scan', '--report', 'nowhere.json'],
    ['image', 'weather:scan', '--report', 'trivy-report.json', '--build', '.'],
    ['image', 'weather:scan', '--trivy', 'programs/docker'],
    ['image', 'weather:scan', '--engine', 'rkt'],
  ])
    assert.equal((await place.start(['scan', ...args], { env }).ended).code, 2, args.join(' '));
});

test('what has no packages is judged all the same, and has no bill of materials', { skip }, async () => {
  const { place, env } = project({});
  const secret = {
    RuleID: 'github-pat',
    Category: 'GitHub',
    Severity: 'CRITICAL',
    Title: 'a token',
    StartLine: 1,
  };
  const results = [{ Target: 'settings.py', Class: 'secret', Secrets: [secret] }];
  const report = { SchemaVersion: 2, ArtifactName: '.', ArtifactType: 'filesystem', Results: results };
  place.write('trivy-report.json', JSON.stringify(report));
  const { code, err } = await place.start(['scan', 'fs', '--report', 'trivy-report.json'], { env }).ended;
  assert.equal(code, 1);
  assert.match(err, /^There is no bill of materials: the scan lists no packages\.$/m);
  assert.ok(!existsSync(join(place.path, 'lockstep-scan/sbom.spdx.json')));
});

test('what the definition says of findings holds, until an option says otherwise', { skip }, async () => {
  const { place, env } = project({});
  const scan = async (findings: string, ...args: readonly string[]) => {
    place.write(
      'lockstep.config.yaml',
      `project: weather\njobs: {lint: ruff check .}\nfindings: ${findings}\n`,
    );
    const command = ['scan', 'image', 'weather:scan', '--report', 'trivy-report.json', ...args];
    return (await place.start(command, { env }).ended).code;
  };
  assert.equal(await scan('{failOn: critical}'), 1);
  assert.equal(await scan("{severities: {'trivy:CRITICAL': medium}}"), 0);
  assert.equal(await scan('{failOn: none}'), 0);
  assert.equal(await scan('{failOn: none}', '--fail-on', 'low'), 1);
  assert.equal(await scan('{failOn: worst}'), 2);
});

test('a dry run shows the commands, and runs none', { skip }, async () => {
  const { place, env } = project({ trivy: TRIVY });
  const { code, out } = await place.start(['scan', 'fs', '.', '--dry-run', '--', '--skip-dirs', 'a b'], {
    env,
  }).ended;
  assert.equal(code, 0);
  assert.match(out, /^trivy fs .*--skip-dirs 'a b' -- /);
  assert.equal(calls(place).length, 1);
});
