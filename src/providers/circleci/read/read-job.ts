import type { Os, PlatformName } from '../../../pipeline/config.ts';
import { formatPlatform, type Platform, parsePlatform } from '../../../pipeline/pipeline.ts';
import type { LegId } from '../../../plan/plan.ts';
import { unescapeTags } from '../document.ts';
import { ERRORS_FATAL } from '../emit/steps.ts';
import {
  JOB_VARIABLE,
  LEG_VARIABLE,
  TAKE_OVER,
  TAKE_VALUE_CALL,
  VERDICTS_VARIABLE,
  WRAPPING,
} from '../leg-tokens.ts';
import { type ConfigFile, isTable, listOf, type Table, tableOf } from './config-file.ts';
import type { Entry } from './read-entries.ts';
import { renderTemplate } from './render-template.ts';

/** What an entry of a workflow starts. */
export interface ReadJob {
  readonly legs: readonly LegId[];
  readonly job: string;
  readonly platform: Platform;
  readonly commands: readonly string[];
  /** Environment of the job and its steps, given what the event says. */
  envOf(said: EventWords): Readonly<Record<string, string>>;
  readonly line: number;
}

/** What of an event reaches a job's environment. */
export interface EventWords {
  /** Empty when the event has none. */
  readonly tag: string;
  /** Parameters of the pipeline that were filled in. */
  readonly parameters: Readonly<Record<string, string>>;
}

const JOB_KEYS = [
  'description',
  'parameters',
  'executor',
  'docker',
  'machine',
  'macos',
  'resource_class',
  'shell',
  'parallelism',
  'environment',
  'working_directory',
  'retention',
  'circleci_ip_ranges',
  'steps',
];
const RUN_KEYS = [
  'name',
  'command',
  'shell',
  'environment',
  'working_directory',
  'when',
  'no_output_timeout',
  'max_auto_reruns',
];
const OTHER_STEPS = [
  'checkout',
  'setup_remote_docker',
  'restore_cache',
  'save_cache',
  'attach_workspace',
  'persist_to_workspace',
  'store_artifacts',
  'store_test_results',
];

export function readJob(file: ConfigFile, entry: Entry, config: Table): ReadJob | undefined {
  const at = ['jobs', entry.job];
  const content = tableOf(config.jobs)[entry.job];
  if (!isTable(content)) {
    file.misunderstand(entry.at, `there is no job '${entry.job}'`);
    return undefined;
  }
  for (const key of Object.keys(content))
    if (!JOB_KEYS.includes(key)) file.misunderstand([...at, key], `lockstep does not write '${key}'`);
  const valuesOf = ({ tag, parameters }: EventWords): Record<string, string> => ({
    ...prefixed('pipeline.parameters', { ...defaultsOf(config), ...parameters }),
    ...prefixed('parameters', entry.arguments),
    'pipeline.git.tag': tag,
  });
  const commands = tableOf(config.commands);
  const reader = new JobReader({ file, at, commands, values: valuesOf({ tag: '', parameters: {} }) });
  const environment = reader.environment(content.environment, 'environment');
  const read = reader.steps(content.steps);
  const name = environment[LEG_VARIABLE];
  const os = osOf(content, config);
  const platform = platformOf(name) ?? { os, arch: undefined };
  if (platform.os !== os) file.misunderstand(at, `${name} does not run on ${os}`);
  const job = environment[JOB_VARIABLE] ?? entry.job;
  return {
    // What signs for others is no leg itself.
    legs:
      VERDICTS_VARIABLE in environment
        ? []
        : shards(name ?? `${job}@${formatPlatform(platform)}`, Number(content.parallelism ?? 1)),
    job,
    platform,
    commands: read.commands,
    envOf(said) {
      // What is not understood has been told by the first reading.
      const silent = { misunderstand: () => undefined };
      const again = new JobReader({ file: silent, at, commands, values: valuesOf(said) });
      const { env, values } = again.steps(content.steps);
      return { ...own(again.environment(content.environment, 'environment')), ...values, ...env };
    },
    line: file.line(at),
  };
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
}

/** What a parameter of the pipeline is when nobody fills it in. */
function defaultsOf(config: Table): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tableOf(config.parameters)).map(([name, one]) => [
      name,
      unescapeTags(String(tableOf(one).default ?? '')),
    ]),
  );
}

interface JobReading {
  readonly file: Pick<ConfigFile, 'misunderstand'>;
  readonly at: readonly (string | number)[];
  /** Of the file. */
  readonly commands: Table;
  /** By template tag. */
  readonly values: Readonly<Record<string, string>>;
}

class JobReader {
  readonly #file: Pick<ConfigFile, 'misunderstand'>;
  readonly #at: readonly (string | number)[];
  readonly #commands: Table;
  readonly #values: Readonly<Record<string, string>>;

  constructor({ file, at, commands, values }: JobReading) {
    this.#file = file;
    this.#at = at;
    this.#commands = commands;
    this.#values = values;
  }

  environment(given: unknown, key: string): Record<string, string> {
    return Object.fromEntries(
      Object.entries(tableOf(given)).map(([name, value]) => [name, this.#render(String(value), key)]),
    );
  }

  steps(given: unknown): ReadSteps {
    const values: Record<string, string> = {};
    const commands: string[] = [];
    const env: Record<string, string> = {};
    for (const step of this.#written(given)) {
      const [kind, content] =
        typeof step === 'string' ? [step, {}] : (Object.entries(tableOf(step))[0] ?? ['', {}]);
      if (kind !== 'run') {
        if (!OTHER_STEPS.includes(kind))
          this.#file.misunderstand([...this.#at, 'steps'], `lockstep does not write the step '${kind}'`);
        continue;
      }
      const run = typeof content === 'string' ? { command: content } : tableOf(content);
      if (run.name === TAKE_OVER) Object.assign(values, takenValues(String(run.command ?? '')));
      if (String(run.name ?? '').startsWith(WRAPPING)) {
        for (const name of tagVariables(String(run.command ?? '')))
          values[name] = this.#values['pipeline.git.tag'] ?? '';
        continue;
      }
      for (const key of Object.keys(run))
        if (!RUN_KEYS.includes(key))
          this.#file.misunderstand([...this.#at, 'steps'], `lockstep does not write '${key}' in a step`);
      const { text, unknown } = renderTemplate(String(run.command ?? ''), {});
      if (unknown.length > 0)
        this.#file.misunderstand([...this.#at, 'steps'], `the command '${text}' has a template tag in it`);
      const isPowerShell = /^(pwsh|powershell)/.test(String(run.shell ?? ''));
      commands.push(isPowerShell && text.startsWith(ERRORS_FATAL) ? text.slice(ERRORS_FATAL.length) : text);
      Object.assign(env, this.environment(run.environment, 'steps'));
    }
    return { commands, env, values };
  }

  /** With the steps of a command in its place. */
  #written(given: unknown): readonly unknown[] {
    return listOf(given).flatMap((step) => {
      const command = typeof step === 'string' ? this.#commands[step] : undefined;
      if (command === undefined) return [step];
      const { steps, ...more } = tableOf(command);
      for (const key of Object.keys(more))
        this.#file.misunderstand(['commands', String(step), key], `lockstep does not write '${key}' here`);
      return listOf(steps);
    });
  }

  #render(text: string, key: string): string {
    const { text: rendered, unknown } = renderTemplate(text, this.#values);
    if (unknown.length > 0)
      this.#file.misunderstand([...this.#at, key], `nothing is known for << ${unknown[0]} >>`);
    return rendered;
  }
}

/** Variables that the job's first step sets to the tag, which only the machine is told. */
function tagVariables(command: string): readonly string[] {
  return [...command.matchAll(/'export (\w+)="\$\{CIRCLE_TAG:-\}"'/g)].map(([, name = '']) => name);
}

interface ReadSteps {
  readonly commands: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** `value(build@linux, version)`, by variable. */
  readonly values: Readonly<Record<string, string>>;
}

/** Less what says which leg it is. */
function own(environment: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(environment).filter(([name]) => !/^LOCKSTEP(_JOB|_LEG)?$/.test(name));
  return Object.fromEntries(entries);
}

/** Words as `shellWord` writes them. */
function takenValues(command: string): Record<string, string> {
  const word = `('(?:[^']|'\\\\'')*'|\\S+)`;
  const call = new RegExp(`^${TAKE_VALUE_CALL} (\\w+) ${word} ${word}$`, 'gm');
  const bare = (text: string): string =>
    renderTemplate(text.startsWith("'") ? text.slice(1, -1).replaceAll("'\\''", "'") : text, {}).text;
  return Object.fromEntries(
    [...command.matchAll(call)].map(([, name = '', leg = '', value = '']) => [
      name,
      `value(${bare(leg)}, ${bare(value)})`,
    ]),
  );
}

function osOf(content: Table, config: Table): Os {
  const { executor } = content;
  const name = isTable(executor) ? executor.name : executor;
  const on = name === undefined ? content : tableOf(tableOf(config.executors)[String(name)]);
  if (on.macos !== undefined) return 'macos';
  const image = tableOf(on.machine).image;
  return typeof image === 'string' && image.startsWith('windows') ? 'windows' : 'linux';
}

function platformOf(leg: string | undefined): Platform | undefined {
  const name = /^[^@]*@((?:linux|macos|windows)(?:\/(?:x64|arm64))?)(?:\(|$)/.exec(leg ?? '')?.[1];
  return name === undefined ? undefined : parsePlatform(name as PlatformName);
}

function shards(leg: string, total: number): readonly LegId[] {
  if (total <= 1) return [leg as LegId];
  return Array.from({ length: total }, (_, index) => `${leg}#${index + 1}of${total}` as LegId);
}
