import { markdownText } from '../../diagnostics/markdown.ts';
import { printableLine } from '../../diagnostics/printable.ts';
import type { ReleaseManifest } from '../../release/manifest/release-manifest.ts';
import type { Rehearsal } from '../../release/rehearsal/rehearse.ts';
import type { FaultRow } from '../../release/rehearsal/rehearse-faults.ts';
import { count } from '../../run/run-words.ts';
import { statusLines } from './release-status-view.ts';
import type { Style } from './style.ts';

/** What became of a release that was rehearsed. */
export function rehearsalLines(
  { project, version }: ReleaseManifest,
  { run, steps, again, secondRun, leftOut }: Rehearsal,
  view: { readonly style: Style; readonly width: number },
): readonly string[] {
  const { style } = view;
  const isQuiet = again === 0 && secondRun.outcome === run.outcome;
  return [
    `${style.bold(`${project} ${version}`)}, to stand-ins on this machine`,
    ...statusLines(run.statuses, view),
    ...leftOut.map(({ channel, why }) => style.yellow(`${channel} is not rehearsed: ${why}`)),
    `${count(steps.length, 'request')} wrote something; ${
      isQuiet
        ? 'a second run had nothing to do'
        : `a second run sent ${again} more, and ended ${secondRun.outcome}`
    }`,
  ];
}

export function faultLine({ step, fault, first, second, wrongs }: FaultRow, style: Style): string {
  const head = `${style.red(style.glyphs.failed)} ${step.channel}: ${step.title}, request ${step.nth}, ${fault}`;
  const said = `  first: ${printableLine(first)}\n  second: ${second}`;
  return [printableLine(head), said, ...wrongs.map((wrong) => `  ${printableLine(wrong)}`)].join('\n');
}

export function faultVerdict(rows: readonly FaultRow[], style: Style): string {
  const wrong = rows.filter(({ wrongs }) => wrongs.length > 0).length;
  if (wrong > 0)
    return style.red(`${wrong} of ${count(rows.length, 'fault')} left something that is not as it should be`);
  return style.green(
    `${count(rows.length, 'fault')}: the next run always brought all of it, nothing came twice, and nothing that cannot be taken back came too early`,
  );
}

/** For programs. */
export function rehearsalJson(
  { project, version }: ReleaseManifest,
  { run, steps, again, leftOut }: Rehearsal,
  rows: readonly FaultRow[],
): object {
  return {
    version: 1,
    ...{ project, release: version, outcome: run.outcome, again, leftOut, steps },
    channels: run.statuses.map(({ name, observation: { state, summary, reason } }) => ({
      ...{ name, state, summary, ...(reason !== undefined && { reason }) },
    })),
    faults: rows.map(({ step, ...row }) => ({ step: step.nth, ...row })),
  };
}

/** The table of faults as a page: step by step, what the first run said and what the second one did. */
export function faultPage({ steps }: Rehearsal, rows: readonly FaultRow[]): string {
  const kills = rows.filter(({ fault }) => fault.startsWith('kill -9'));
  const others = rows.filter((row) => !kills.includes(row));
  const lines = [
    '# Faults of a release',
    '',
    'Written by `lockstep release rehearse --faults --markdown`. At each request that writes (of those that are alike, at the last), one thing goes wrong in the first run; the second run has no fault.',
    'In every row people then find exactly what they find without the fault, each file was taken once, and nothing that cannot be taken back came before all that can was done.',
    '',
    ...(rows.some(({ wrongs }) => wrongs.length > 0)
      ? ['**Not in all of them:** see the rows in bold.', '']
      : []),
  ];
  for (const { nth, channel, phase, title, key } of steps) {
    const own = others.filter(({ step }) => step.nth === nth);
    if (own.length === 0) continue;
    lines.push(
      `## ${nth}. ${channel}: ${markdownText(short(title))} (${phase})`,
      '',
      `\`${short(key)}\``,
      '',
      ...table(own),
      '',
    );
  }
  lines.push(
    '## kill -9',
    '',
    'The built command, killed right before and right after a request.',
    '',
    ...killTable(kills),
  );
  return `${lines.join('\n')}\n`;
}

function table(rows: readonly FaultRow[]): readonly string[] {
  return [
    '| fault | what the first run said | the second |',
    '|---|---|---|',
    ...rows.map(({ fault, first, second, mended, wrongs }) => {
      const end = `${second}, ${count(mended, 'request')}`;
      const told = wrongs.length === 0 ? end : `**${end}: ${markdownText(wrongs.join('; '))}**`;
      return `| ${fault} | ${markdownText(short(first))} | ${told} |`;
    }),
  ];
}

function killTable(rows: readonly FaultRow[]): readonly string[] {
  return [
    '| request | killed | the second run |',
    '|---|---|---|',
    ...rows.map(({ step, fault, second, mended, wrongs }) => {
      const end = `${second}, ${count(mended, 'request')}`;
      const told = wrongs.length === 0 ? end : `**${end}: ${markdownText(wrongs.join('; '))}**`;
      return `| ${step.channel}: \`${short(step.key)}\` | ${fault.replace('kill -9 ', '')} | ${told} |`;
    }),
  ];
}

/** Digests by their first digits. */
function short(text: string): string {
  return text
    .replace(/([0-9a-f]{8})[0-9a-f]{56}/g, '$1…')
    .replaceAll('|', '¦')
    .replace(/127\.0\.0\.1:\d+/g, 'the server');
}
