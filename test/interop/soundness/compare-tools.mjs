// Who is sound: the cases of test/cases/soundness with lockstep and with four other task runners.
// SOUNDNESS_CASE and SOUNDNESS_TOOL (regular expressions) choose some of it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { missing, mustRun, npmPackages, root } from '../support/workbench.mjs';
import { pageWith, tableOf, VERDICTS } from './table.mjs';

const PEERS = JSON.parse(readFileSync(join(root, 'test', 'support', 'peers.json'), 'utf8'));
const PAGE = join(root, 'docs', 'soundness.md');

export function whyNotHere() {
  return process.platform === 'win32'
    ? 'the cases are for systems with modes and links'
    : missing('git', 'bash', 'npm');
}

/** Plays the cases whose name `chosen` takes, proves that lockstep is sound in each, and prints the table. */
export async function compareTools({ check, skip }, chosen = () => true) {
  await mustRun(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']);
  const { readSoundnessCases } = await compiled('support/soundness/soundness-case.js');
  const cases = readSoundnessCases(join(root, 'test', 'cases', 'soundness')).filter(
    ({ name }) => chosen(name) && asked('SOUNDNESS_CASE', name),
  );
  const tools = await toolsWith(skip);
  const verdicts = await playAll(cases, tools);
  console.log(tableOf({ cases, tools, verdicts }));
  for (const tool of tools) await check(...proofOf(tool, verdicts.get(tool.name)));
  return { cases, tools, verdicts };
}

/** Puts the table into docs/soundness.md, unless something is missing in it. */
export async function keepTable({ check, skip }, { cases, tools, verdicts }) {
  const complete = !process.env.SOUNDNESS_CASE && tools.length === PEERS.length + 1;
  if (!complete) return skip('the table in docs/soundness.md', 'not everything was asked, or is installed');
  await check('the table is in docs/soundness.md', () =>
    writeFileSync(PAGE, pageWith(readFileSync(PAGE, 'utf8'), { cases, tools, verdicts })),
  );
}

function asked(variable, name) {
  return new RegExp(process.env[variable] ?? '').test(name);
}

async function compiled(path) {
  return import(pathToFileURL(join(root, 'build', 'test', path)).href);
}

/** Each makes a tool of its own for every case. */
async function toolsWith(skip) {
  const { lockstepTool } = await compiled('support/soundness/lockstep-tool.js');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const tools = asked('SOUNDNESS_TOOL', 'lockstep')
    ? [{ name: 'lockstep', version, make: () => lockstepTool }]
    : [];
  for (const peer of PEERS.filter(({ name }) => asked('SOUNDNESS_TOOL', name))) {
    const packages = [`${peer.package}@${peer.version}`];
    const { folder, reason } = await npmPackages(`soundness-${peer.name}`, packages);
    if (folder === undefined) {
      skip(peer.name, reason);
      continue;
    }
    const module = await compiled(`interop/soundness/${peer.name}.js`);
    tools.push({ ...peer, make: () => module[peer.name](join(folder, 'node_modules')) });
  }
  return tools;
}

/** By tool, by case. Two at a time: they wait for each other's disks more than for processors. */
async function playAll(cases, tools) {
  const { playSoundness } = await compiled('support/soundness/play-soundness.js');
  const verdicts = new Map(tools.map(({ name }) => [name, new Map()]));
  const queue = tools.flatMap((tool) => cases.map((subject) => ({ tool, subject })));
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { tool, subject } = next;
      const verdict = await judge(() => playSoundness(subject, tool.make()));
      verdicts.get(tool.name).set(subject.name, verdict);
      if (verdict.kind !== 'sound')
        console.log(`    ${tool.name}, ${subject.name}: ${verdict.kind} ${verdict.why}`);
    }
  };
  await Promise.all([work(), work()]);
  return verdicts;
}

/** What is wrong in the first run, no cache has done: the tool, or how it is set up here, cannot do the case. */
async function judge(play) {
  try {
    const { kind, problems, unexpected } = await play();
    const why = (problems[0] ?? '').split('\n')[0];
    if (kind === 'wrong' && problems[0].startsWith('the first run:')) return { kind: VERDICTS.error, why };
    // A case that did nothing to the tool has shown nothing of it.
    const idle = unexpected.find((line) => /found nothing to damage|nothing ran that/.test(line));
    if (kind === 'sound' && idle !== undefined) return { kind: VERDICTS.error, why: idle };
    return { kind: VERDICTS[kind], why };
  } catch (error) {
    return { kind: VERDICTS.error, why: String(error).split('\n')[0] };
  }
}

function proofOf({ name, version }, verdicts) {
  const kinds = [...verdicts.values()].map(({ kind }) => kind);
  if (name === 'lockstep')
    return [
      'lockstep is sound in every case',
      () => {
        assert.ok(kinds.length > 0);
        const rest = [...verdicts].filter(([, { kind }]) => kind !== VERDICTS.sound);
        assert.deepEqual(rest, []);
      },
    ];
  const tried = kinds.filter((kind) => kind !== VERDICTS.cannot && kind !== VERDICTS.error);
  return [
    `${name} ${version} could be tried: ${tried.length} of ${kinds.length} cases`,
    () =>
      assert.ok(
        tried.some((kind) => kind === VERDICTS.sound),
        'nothing came out as it should: its set-up here is wrong',
      ),
  ];
}
