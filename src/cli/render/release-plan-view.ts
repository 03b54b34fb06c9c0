import { printableLine } from '../../diagnostics/printable.ts';
import { wrap } from '../../diagnostics/text-width.ts';
import type { PlannedChannel } from '../../release/plan/channel-order.ts';
import type { ReleasePlan } from '../../release/plan/release-plan.ts';
import type { Check } from '../../run/check.ts';
import { count } from '../../run/run-words.ts';
import { conclusionLook } from './conclusion-look.ts';
import type { Style } from './style.ts';

interface View {
  readonly style: Style;
  readonly width: number;
}

/** What would be released, each check, the channels in their order, and the verdict last. */
export function renderReleasePlan(plan: ReleasePlan, view: View): string {
  const { style } = view;
  const { tag, version } = plan.facts;
  const after = plan.previous === undefined ? 'the first release' : `after ${plan.previous}`;
  const title = `${style.bold(printableLine(version?.version ?? tag))} ${style.dim(`· ${after}`)}`;
  const blocks = [
    [title, '', ...plan.checks.flatMap((check) => checkLines(check, view))].join('\n'),
    channelList(plan.channels, view),
    notes(plan, style),
    verdict(plan, style),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function checkLines({ name, conclusion, summary }: Check, { style, width }: View): readonly string[] {
  const { glyph, paint } = conclusionLook(conclusion, style);
  const [first = '', ...more] = wrap(printableLine(`${name}: ${summary}`), Math.max(20, width - 2));
  return [`${paint(glyph)} ${first}`, ...more.map((line) => `  ${line}`)];
}

/** In the order of publishing: what cannot be taken back comes late. */
function channelList(channels: readonly PlannedChannel[], { style, width }: View): string {
  if (channels.length === 0)
    return style.dim('No channel is declared: release.channels says where a release goes.');
  const lines = channels.flatMap(({ name, place, secret, undo }, index) => {
    const by = secret === undefined ? 'by the identity of the CI system' : `by ${secret}`;
    const title = [`${index + 1}. ${name}`, place, by].filter((part) => part !== '').join(' · ');
    const back = wrap(printableLine(`To take it back: ${undo}.`), Math.max(20, width - 3));
    return [printableLine(title), ...back.map((line) => `   ${style.dim(line)}`)];
  });
  return ['Channels, in the order of publishing', ...lines].join('\n');
}

const MOST_LINES = 12;

function notes({ notes: text }: ReleasePlan, style: Style): string {
  if (text === undefined || text === '') return '';
  const lines = text.split('\n').map(printableLine);
  const shown = lines.slice(0, MOST_LINES).map((line) => `  ${style.dim('│')} ${line}`);
  const more =
    lines.length > MOST_LINES ? [style.dim(`  … and ${count(lines.length - MOST_LINES, 'more line')}`)] : [];
  return ['Notes', ...shown, ...more].join('\n');
}

function verdict({ conclusion, checks, facts }: ReleasePlan, style: Style): string {
  const { glyph, paint } = conclusionLook(conclusion, style);
  const against = checks.filter(
    (check) => check.conclusion === 'failed' || check.conclusion === 'not_checked',
  );
  if (against.length > 0)
    return `${paint(glyph)} ${style.bold(`${facts.tag} is not to be released: ${count(against.length, 'check')} against it`)}`;
  return `${paint(glyph)} ${style.bold(`${facts.tag} may be released`)}`;
}

/** What `--json` prints. */
export function releasePlanJson({
  facts,
  previous,
  checks,
  channels,
  notes: text,
  conclusion,
}: ReleasePlan): object {
  const { tag, version, commit, tree, branch } = facts;
  return {
    version: 1,
    tag,
    release: version && {
      version: version.version,
      pep440: version.pep440,
      prerelease: version.isPrerelease,
    },
    ...{ previous, commit, tree, branch, conclusion, checks, channels },
    notes: text,
  };
}
