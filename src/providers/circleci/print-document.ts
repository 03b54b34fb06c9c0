import { Document, isMap, isScalar, isSeq, type Pair, Scalar, visit, type YAMLMap, type YAMLSeq } from 'yaml';
import { withHeader } from '../file-header.ts';
import type { EmitOptions } from '../provider.ts';
import {
  type ConfigDocument,
  type Expression,
  escapeTags,
  escapeTexts,
  type Invocation,
  type JobBody,
  printValue,
  wordsWithoutTags,
} from './document.ts';
import { mergeRaw } from './emit/raw-blocks.ts';
import { plainCommand, plainJob, plainMachine } from './plain-job.ts';

export interface PrintOptions extends EmitOptions {
  /** The pipeline's `circleci` block. */
  readonly raw: Readonly<Record<string, unknown>>;
}

const NOTE =
  ' CircleCI has no time limit for a whole job: a step is stopped when it prints nothing for its no_output_timeout.';

/**
 * The file's text. CircleCI reads YAML 1.1, where `on`, `1e3` and `22:10` are no texts: what could be taken for something else is
 * quoted by its rules.
 */
export function printDocument(document: ConfigDocument, options: PrintOptions): string {
  const content = mergeRaw(plainDocument(document), options.raw);
  const yaml = new Document(content, { version: '1.1', aliasDuplicateObjects: false });
  annotate(yaml, document);
  yaml.commentBefore = NOTE;
  const text = yaml.toString({
    lineWidth: 0,
    singleQuote: true,
    directives: false,
    flowCollectionPadding: false,
  });
  return withHeader(text.endsWith('\n') ? text : `${text}\n`, options);
}

function plainDocument(document: ConfigDocument): Record<string, unknown> {
  const { parameters, executors, commands, jobs, workflows } = document;
  return {
    version: 2.1,
    ...(parameters.length > 0 && {
      parameters: Object.fromEntries(
        parameters.map(({ name, description, ...rest }) => [
          name,
          {
            ...(description !== undefined && { description: wordsWithoutTags(description) }),
            ...escapeTexts(rest),
          },
        ]),
      ),
    }),
    ...(executors.size > 0 && { executors: mapped(executors, plainMachine) }),
    ...(commands.size > 0 && { commands: mapped(commands, plainCommand) }),
    jobs: mapped<JobBody>(jobs, plainJob),
    workflows: Object.fromEntries(
      workflows.map(({ name, when, jobs: entries }) => [
        name,
        { when: printExpression(when), jobs: entries.map(plainInvocation) },
      ]),
    ),
  };
}

function mapped<T>(map: ReadonlyMap<string, T>, plain: (value: T) => unknown): Record<string, unknown> {
  return Object.fromEntries([...map].map(([name, value]) => [name, plain(value)]));
}

/** Bare, as `when` and `filters` take it. */
function printExpression({ text }: Expression): string {
  return text;
}

function plainInvocation(entry: Invocation): unknown {
  const { name, requires, contexts, filters, serialGroup, matrix } = entry;
  const content: Record<string, unknown> = {
    ...(entry.type !== undefined && { type: entry.type }),
    ...(name !== undefined && { name: printValue(name) }),
    ...(matrix && { matrix: plainMatrix(matrix) }),
    ...Object.fromEntries(Object.entries(entry.arguments).map(([key, value]) => [key, escapeTags(value)])),
    ...(requires.length > 0 && {
      requires: requires.map(({ job, statuses }) => {
        const shown = printValue(job);
        return statuses === undefined ? shown : { [shown]: statuses.length === 1 ? statuses[0] : statuses };
      }),
    }),
    ...(contexts.length > 0 && { context: contexts.map((context) => escapeTags(context.name)) }),
    ...(filters && { filters: printExpression(filters) }),
    ...(serialGroup && { 'serial-group': printValue(serialGroup) }),
  };
  const merged = mergeRaw(content, entry.raw);
  return Object.keys(merged).length === 0 ? entry.job : { [entry.job]: merged };
}

function plainMatrix({ alias, parameters, exclude }: NonNullable<Invocation['matrix']>): unknown {
  return { alias, parameters, ...(exclude.length > 0 && { exclude }) };
}

/** Comments, empty lines between the parts, and block text for commands. */
function annotate(yaml: Document, document: ConfigDocument): void {
  visit(yaml, {
    Scalar: (key, node) => {
      if (typeof node.value !== 'string' || key === 'key') return;
      // An octal number of YAML 1.2, and no number at all in 1.1.
      if (/^[-+]?0o[0-7]+$/.test(node.value)) node.type = Scalar.QUOTE_SINGLE;
      // Readers differ in what they make of blanks at the ends of a block.
      else if (node.value.includes('\n'))
        node.type = isBlock(node.value) ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE;
    },
    Pair: (_, pair) => {
      if (!isScalar(pair.key)) return;
      const { key, value } = pair;
      if (!['steps', 'jobs'].includes(String(key.value)) && isSeq(value)) flow(value);
    },
  });
  for (const part of ['parameters', 'executors', 'commands', 'jobs', 'workflows']) {
    const pair = pairAt(yaml.contents, part);
    if (pair !== undefined && isScalar(pair.key)) pair.key.spaceBefore = true;
    if (!['commands', 'jobs', 'workflows'].includes(part) || !isMap(pair?.value)) continue;
    pair.value.items.forEach((item, index) => {
      if (index > 0 && isScalar(item.key)) item.key.spaceBefore = true;
    });
  }
  for (const workflow of document.workflows) {
    const pair = pairAt(pairAt(yaml.contents, 'workflows')?.value, workflow.name);
    if (pair !== undefined && isScalar(pair.key))
      pair.key.commentBefore = ` ${wordsWithoutTags(oneLine(workflow.comment))}`;
    annotateContexts(pairAt(pair?.value, 'jobs')?.value, workflow.jobs);
  }
}

/** Which secrets a context is there for: CircleCI's file has no place for it but a comment. The reader takes it from there. */
function annotateContexts(jobs: unknown, entries: readonly Invocation[]): void {
  if (!isSeq(jobs)) return;
  entries.forEach((entry, index) => {
    const item = jobs.items[index];
    const contexts = pairAt(pairAt(item, entry.job)?.value, 'context')?.value;
    if (!isSeq(contexts)) return;
    contexts.flow = false;
    entry.contexts.forEach(({ secrets }, at) => {
      const node = contexts.items[at];
      if (isScalar(node)) node.comment = ` ${secrets.join(' ')}`;
    });
  });
}

/** Nothing but blanks neither at the beginning nor in the last line. */
function isBlock(text: string): boolean {
  return !/^\s/.test(text) && !/\n[ \t]+\n*$/.test(text);
}

function flow(list: YAMLSeq): void {
  if (list.items.every((item) => isScalar(item))) list.flow = true;
}

function pairAt(node: unknown, key: string): Pair | undefined {
  if (!isMap(node)) return undefined;
  return (node as YAMLMap).items.find((item) => isScalar(item.key) && item.key.value === key);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
