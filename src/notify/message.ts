import { printable, printableLine } from '../diagnostics/printable.ts';
import type { CauseKind, Link, NotifyEvent } from './notify-event.ts';

/** What is said of an event, before a medium has made it its own. Its texts are harmless for a terminal, and escaped for nothing else. */
export interface Message {
  readonly tone: 'bad' | 'good';
  /** One line, without a full stop. The same as long as the cause lasts. */
  readonly title: string;
  /** One line. */
  readonly summary: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Lines as they were printed; empty for none. */
  readonly details: readonly string[];
  readonly links: readonly Link[];
}

/** Characters of one line that anybody reads. */
const LONGEST_LINE = 400;
const MOST_FACTS = 20;
const LONGEST_VALUE = 200;
const MOST_LINKS = 5;
/** Lines of details from the end, where the reason of a failure is. */
const MOST_DETAILS = 40;
const LONGEST_URL = 1_000;

type Titles = Readonly<Record<CauseKind, (event: NotifyEvent) => string>>;

const FIRING: Titles = {
  'workflow-failed': (event) => `${event.subject} failed${onBranch(event)}`,
  'release-stuck': ({ subject }) => `The release ${subject} is stuck`,
  'benchmark-regressed': (event) => `The benchmark ${event.subject} became slower${onBranch(event)}`,
  'secret-old': ({ subject }) => `The secret ${subject} is old`,
  'budget-exceeded': (event) => `${event.subject} takes longer than its budget${onBranch(event)}`,
};

const RESOLVED: Titles = {
  'workflow-failed': (event) => `${event.subject} passes again${onBranch(event)}`,
  'release-stuck': ({ subject }) => `The release ${subject} goes on`,
  'benchmark-regressed': (event) => `The benchmark ${event.subject} is as fast as before${onBranch(event)}`,
  'secret-old': ({ subject }) => `The secret ${subject} was renewed`,
  'budget-exceeded': (event) => `${event.subject} is within its budget again${onBranch(event)}`,
};

/** Pure: the same event gives the same message. */
export function messageOf(event: NotifyEvent): Message {
  const titles = event.status === 'firing' ? FIRING : RESOLVED;
  return {
    tone: event.status === 'firing' ? 'bad' : 'good',
    title: line(`${event.project}: ${titles[event.kind](event)}`),
    summary: line(event.summary),
    facts: factsOf(event),
    details: detailsOf(event.details),
    links: (event.links ?? [])
      .filter(({ url }) => isWebPage(url))
      .slice(0, MOST_LINKS)
      .map(({ text, url }) => ({ text: line(text) || 'link', url: new URL(url).href })),
  };
}

function factsOf({ workflow, branch, commit, facts = [] }: NotifyEvent): Message['facts'] {
  const own = [
    { name: 'Workflow', value: workflow },
    { name: 'Branch', value: branch },
    { name: 'Commit', value: commit?.slice(0, 12) },
  ].flatMap(({ name, value = '' }) => (value === '' ? [] : [{ name, value }]));
  return [...own, ...facts].slice(0, MOST_FACTS).map(({ name, value }) => ({
    name: line(name, LONGEST_VALUE),
    value: line(value, LONGEST_VALUE),
  }));
}

function detailsOf(details = ''): readonly string[] {
  const lines = printable(details).replace(/\n+$/, '').split('\n').slice(-MOST_DETAILS);
  return lines.length === 1 && lines[0] === '' ? [] : lines.map((text) => cut(text));
}

/** No `javascript:`, and no user whose password would be shown. */
function isWebPage(url: string): boolean {
  if (url.length > LONGEST_URL || !URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}

function onBranch({ branch }: NotifyEvent): string {
  return branch === undefined || branch === '' ? '' : ` on ${branch}`;
}

function line(text: string, most = LONGEST_LINE): string {
  return cut(printableLine(text).trim(), most);
}

/** Never in the middle of a character (Unicode §3.9, surrogates). */
function cut(text: string, most = LONGEST_LINE): string {
  return text.length <= most ? text : `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`;
}
