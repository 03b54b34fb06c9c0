import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { unzipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { binaryQuestion, npmQuestion, pythonQuestion } from '../../../test/support/packaging-questions.ts';
import type { Result } from '../../diagnostics/result.ts';
import { nugetVersion } from './chocolatey/nuget-version.ts';
import { renderNupkg } from './chocolatey/render-nupkg.ts';
import { formulaClass } from './homebrew/formula-class.ts';
import { formulaLicense } from './homebrew/formula-license.ts';
import { renderFormula } from './homebrew/render-formula.ts';
import { renderScoopManifest } from './scoop/render-manifest.ts';

const HOMEBREW = { tap: 'acme/homebrew-tap' };
const SCOOP = { bucket: 'acme/scoop-bucket' };
const CHOCOLATEY = { description: 'Tells the weather of every place on earth.' };
const RESOURCES = [
  {
    name: 'certifi',
    url: 'https://files.pythonhosted.org/packages/a/certifi-2026.1.1.tar.gz',
    sha256: '0'.repeat(64),
  },
];

const QUESTIONS = {
  python: <O>(options: O) => pythonQuestion(options),
  npm: <O>(options: O) => npmQuestion(options),
  programs: <O>(options: O) => binaryQuestion(options),
};

for (const [kind, question] of Object.entries(QUESTIONS)) {
  test(`${kind}: what Homebrew and Scoop get, and what stands in a package of Chocolatey`, () => {
    same(`${kind}/weather.rb`, madeOf(renderFormula({ ...question(HOMEBREW), resources: RESOURCES })));
    same(`${kind}/weather.json`, madeOf(renderScoopManifest(question(SCOOP))));
    if (kind === 'npm') return;
    for (const [name, bytes] of Object.entries(unzipSync(madeOf(renderNupkg(question(CHOCOLATEY))).bytes)))
      same(`${kind}/nupkg/${name}`, Buffer.from(bytes).toString('utf8'));
  });

  test(`${kind}: the manifest is one that Scoop takes`, () => {
    const text = madeOf(renderScoopManifest(question(SCOOP)));
    const validate = new Ajv({ strict: false }).compile(SCOOP_RULES);
    assert.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors));
    assert.ok(text.endsWith('\r\n') && !/[^\r]\n/.test(text));
  });
}

/** The rules of ScoopInstaller/Scoop, schema.json, that a manifest of ours could break. */
const address = { type: 'string', pattern: '^https://' };
const hash = { type: 'string', pattern: '^[a-f0-9]{64}$' };
const one = {
  type: 'object',
  required: ['url', 'hash'],
  properties: { url: address, hash },
  additionalProperties: false,
};
const SCOOP_RULES = {
  type: 'object',
  required: ['version', 'homepage', 'license'],
  anyOf: [{ required: ['url', 'hash'] }, { required: ['architecture'] }],
  additionalProperties: false,
  properties: {
    version: { type: 'string', pattern: '^[\\w.\\-+_]+$' },
    description: { type: 'string' },
    homepage: { type: 'string', pattern: '^https?://' },
    license: { type: 'string', minLength: 1 },
    depends: { type: 'string' },
    url: { anyOf: [address, { type: 'array', items: address, minItems: 1 }] },
    hash: { anyOf: [hash, { type: 'array', items: hash, minItems: 1 }] },
    architecture: { type: 'object', properties: { '64bit': one, arm64: one }, additionalProperties: false },
    installer: {
      type: 'object',
      properties: { script: { type: 'array', items: { type: 'string' } } },
      additionalProperties: false,
    },
    bin: { type: 'string' },
    checkver: { type: 'object', properties: { github: address }, additionalProperties: false },
    autoupdate: { type: 'object' },
  },
};

test('a package of Chocolatey has the same bytes in every time zone, and its XML is sound whatever the words', () => {
  const words = { description: 'Rain & <sun> "here" in all places \u0007 of the world' };
  const bytesIn = (zone: string): string => {
    const before = process.env.TZ;
    process.env.TZ = zone;
    try {
      return Buffer.from(madeOf(renderNupkg(pythonQuestion(words))).bytes).toString('base64');
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  };
  assert.equal(bytesIn('UTC'), bytesIn('Pacific/Kiritimati'));
  const files = unzipSync(madeOf(renderNupkg(pythonQuestion(words))).bytes);
  const nuspec = Buffer.from(files['weather.nuspec'] ?? []).toString('utf8');
  let told = '';
  const parser = new SaxesParser();
  parser.on('text', (text) => {
    told += text;
  });
  parser.write(nuspec).close();
  assert.ok(told.includes('Rain & <sun> "here" in all places \ufffd of the world'), told);
});

test('what each channel would refuse is told at once, before anything is sent', () => {
  const about = {
    description: `the ${'very '.repeat(20)}long weather \u{1f327}`,
    repository: 'https://github.com/acme/weather',
    homepage: 'http://weather.example',
    license: 'My own',
    authors: [],
  };
  const broken = { about };
  assert.deepEqual(
    messagesOf(
      renderFormula({ ...pythonQuestion({ ...HOMEBREW, formula: 'Weather!' }, broken), resources: [] }),
    ),
    [
      "homebrew: 'Weather!' is no name of a formula",
      'homebrew: the description has 114 characters, and Homebrew takes 80',
      'homebrew: the description has an emoji in it',
      "homebrew: 'My own' is no licence that SPDX knows",
      'homebrew: the homepage is not https',
    ],
  );
  assert.deepEqual(
    messagesOf(renderScoopManifest(pythonQuestion({ ...SCOOP, program: 'a b' }, { files: [] }))),
    ["scoop: 'a b' is no name of a program", 'scoop: nothing can be installed: there is neither'],
  );
  const icon = 'https://raw.githubusercontent.com/acme/weather/main/icon.png';
  assert.deepEqual(
    messagesOf(
      renderNupkg(
        pythonQuestion(
          { id: 'Weather', tags: ['a,b'], icon, description: 'short' },
          { ...broken, files: [] },
        ),
      ),
    ),
    [
      "chocolatey: the package cannot have the id 'Weather' (CPMR0024)",
      'chocolatey: the package has a description of 5 characters, and 30 are asked for (CPMR0032)',
      'chocolatey: the package has a tag with a comma or a space (CPMR0014)',
      'chocolatey: the package has an icon at a raw address of GitHub, which serves no files to people (CPMR0076)',
      'chocolatey: the package has no authors (CPMR0001)',
      'chocolatey: nothing can be installed: there is neither',
    ],
  );
});

test('words that are code in Ruby are only words in a formula', () => {
  const about = {
    description: 'Rain #{`id`} "and" \\ sun',
    repository: 'https://github.com/acme/weather',
    homepage: 'https://weather.example/#{exit}',
    license: 'MIT OR (Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0)',
    authors: [],
  };
  const formula = madeOf(renderFormula({ ...pythonQuestion(HOMEBREW, { about }), resources: [] }));
  assert.match(formula, /desc "Rain \\#\{`id`\} \\"and\\" \\\\ sun"/);
  assert.match(formula, /homepage "https:\/\/weather\.example\/\\#\{exit\}"/);
  assert.match(
    formula,
    /license any_of: \["MIT", \{ all_of: \["Apache-2\.0", \{ "GPL-2\.0-only" => \{ with: "Classpath-exception-2\.0" \} \}\] \}\]/,
  );
});

test('names of classes and licences are as Homebrew makes them', () => {
  assert.deepEqual(['weather', 'weather-cli', 'node@20', 'c++', 'a_b.c', 'myTool'].map(formulaClass), [
    'Weather',
    'WeatherCli',
    'NodeAT20',
    'Cxx',
    'ABC',
    'Mytool',
  ]);
  assert.deepEqual(['MIT', 'MIT OR ISC OR 0BSD', 'nothing at all'].map(formulaLicense), [
    '"MIT"',
    'any_of: ["MIT", "ISC", "0BSD"]',
    undefined,
  ]);
});

test('versions are as the feed of Chocolatey has them', () => {
  assert.deepEqual(['1.2.0', '1.0.0-rc.1', '1.0.0-alpha.2.x'].map(nugetVersion), [
    '1.2.0',
    '1.0.0-rc1',
    '1.0.0-alpha2x',
  ]);
});

function madeOf<T>(result: Result<T>): T {
  if (!result.ok) assert.fail(messagesOf(result).join('\n'));
  return result.value;
}

function messagesOf(result: Result<unknown>): readonly string[] {
  return result.diagnostics.map(({ message }) => message);
}

/** `LOCKSTEP_UPDATE_CASES=1` writes what is rendered. */
function same(name: string, text: string): void {
  const path = join('test/cases/packaging', name);
  if (process.env.LOCKSTEP_UPDATE_CASES === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  assert.ok(existsSync(path), path);
  assert.equal(text, readFileSync(path, 'utf8'));
}
