import { resolve } from 'node:path';
import { printableLine } from '../../diagnostics/printable.ts';
import { maskData } from '../../execution/masking/mask-data.ts';
import { eventsOfRun } from '../../notify/events-of-run.ts';
import type { NotifyEvent } from '../../notify/notify-event.ts';
import { readNotifyEvent } from '../../notify/read-notify-event.ts';
import { systemGit } from '../../platform/git.ts';
import { buildContext } from '../../providers/github/api/build-context.ts';
import type { Invocation } from '../commands/command.ts';
import { UsageError } from '../exit-code.ts';
import { readGivenFile, readStandardInput } from '../given-files.ts';
import { findRun, isOwn, readRun } from '../run-lookup.ts';
import type { NotifyDesk } from './notify-desk.ts';

/** How an event is given on the command line. */
export interface EventOptions {
  readonly run?: string | true;
  readonly events?: string;
  readonly subject?: string;
  readonly summary?: string;
  readonly resolved?: boolean;
  readonly branch?: string;
  readonly workflow?: string;
  readonly commit?: string;
  readonly pr?: number;
  readonly occurrence?: string;
  readonly detailsFile?: string;
  readonly fact: readonly string[];
  readonly link: readonly string[];
}

/** The events to tell, with every secret in them masked. At least one, or a `UsageError`. */
export async function eventsOf(
  invocation: Invocation,
  desk: NotifyDesk,
  { kind, options }: { readonly kind: string | undefined; readonly options: EventOptions },
): Promise<readonly NotifyEvent[]> {
  const ways = [kind, options.run, options.events].filter((way) => way !== undefined);
  if (ways.length !== 1)
    throw new UsageError(
      ways.length === 0 ? 'it is not said what to tell' : 'there is more than one thing to tell',
      'Name the kind of an event with --subject and --summary, or use --run, or --events with a file.',
    );
  const events = await given(invocation, desk, { kind, options });
  return events.map((event) => maskData(event, desk.masker));
}

async function given(
  invocation: Invocation,
  desk: NotifyDesk,
  { kind, options }: { readonly kind: string | undefined; readonly options: EventOptions },
): Promise<readonly NotifyEvent[]> {
  if (kind !== undefined) return [await eventOfOptions(invocation, desk, { kind, options })];
  if (options.events !== undefined) return readEvents(invocation, desk, options.events);
  const { store } = desk.workplace;
  const search = { accept: isOwn, purpose: 'tell of' };
  const id = await findRun(store, options.run === true ? undefined : options.run, search);
  const events = eventsOfRun(await readRun(store, id));
  if (events.length === 0)
    throw new UsageError(
      `there is nothing to tell of run ${id}`,
      'Runs of a workflow are told of when they are over and were not cancelled.',
    );
  return events;
}

async function eventOfOptions(
  invocation: Invocation,
  { workplace }: NotifyDesk,
  { kind, options }: { readonly kind: string; readonly options: EventOptions },
): Promise<NotifyEvent> {
  const { subject, summary, workflow, occurrence, detailsFile } = options;
  if (subject === undefined || summary === undefined)
    throw new UsageError(
      'an event has a subject and a summary',
      "--subject ci --summary '3 of 12 jobs failed'",
    );
  const details =
    detailsFile === undefined ? undefined : await readGivenFile(invocation.directory, detailsFile);
  const place = await placeOf(invocation, options);
  const data = {
    ...{ kind, status: options.resolved === true ? 'resolved' : 'firing', subject, summary },
    ...place,
    ...(workflow !== undefined && { workflow }),
    ...(occurrence !== undefined && { occurrence }),
    ...(details !== undefined && { details: details.slice(-100_000) }),
    facts: options.fact.map((text) => pair(text, '--fact')).map(([name, value]) => ({ name, value })),
    links: options.link.map((text) => pair(text, '--link')).map(([text, url]) => ({ text, url })),
  };
  const read = readNotifyEvent(data, workplace.definition.pipeline.project);
  if ('event' in read) return read.event;
  throw new UsageError(`this is no event: ${printableLine(read.why)}`);
}

/** By option, by the CI system, by git. */
async function placeOf(
  { directory }: Invocation,
  options: EventOptions,
): Promise<Pick<NotifyEvent, 'branch' | 'commit' | 'pullRequest'>> {
  const context = buildContext(process.env);
  const head = await systemGit.head(resolve(directory));
  const branch = options.branch ?? /^refs\/heads\/(.+)$/.exec(context.ref ?? '')?.[1] ?? head?.branch;
  const commit = options.commit ?? context.headCommit ?? context.commit ?? head?.commit;
  const pullRequest = options.pr ?? context.pullRequests[0];
  return {
    ...(branch !== undefined && { branch }),
    ...(commit !== undefined && { commit }),
    ...(pullRequest !== undefined && { pullRequest }),
  };
}

function pair(text: string, option: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1)
    throw new UsageError(
      `${option} needs a name and a value: '${printableLine(text)}'`,
      `${option} name=value`,
    );
  return [text.slice(0, at), text.slice(at + 1)];
}

/** One JSON object a line, or one alone over many lines. Every line that is wrong is told. */
async function readEvents(
  { directory }: Invocation,
  { workplace }: NotifyDesk,
  file: string,
): Promise<readonly NotifyEvent[]> {
  const text = file === '-' ? await readStandardInput() : await readGivenFile(directory, file);
  const { project } = workplace.definition.pipeline;
  const whole = parsed(text);
  const values =
    whole === undefined
      ? text
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map(parsed)
      : [whole];
  const wrong: string[] = [];
  const events = values.flatMap((value, index) => {
    const read = value === undefined ? { why: 'it is no JSON' } : readNotifyEvent(value, project);
    if ('event' in read) return [read.event];
    wrong.push(`${values.length > 1 ? `line ${index + 1}: ` : ''}${printableLine(read.why)}`);
    return [];
  });
  if (wrong.length > 0) throw new UsageError(`${file} has what is no event: ${wrong.join('; ')}`);
  if (events.length === 0) throw new UsageError(`there is no event in ${file}`);
  return events;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
