import type {
  Cell,
  Concurrency,
  JobDocument,
  Permission,
  RefFilter,
  StepDocument,
  Strategy,
  Triggers,
  UsesStep,
  WorkflowDocument,
} from './document.ts';
import { type Expression, printValue, type Value } from './expression/expression.ts';
import { mergeRaw } from './raw-block.ts';
import { YamlFlow, YamlMap, type YamlValue } from './yaml-text.ts';

/** The document as YAML, in the order in which people read workflows. `raw` is merged over it, then each job's own. */
export function printDocument(document: WorkflowDocument, raw: Readonly<Record<string, unknown>>): YamlMap {
  const map = new YamlMap()
    .set('name', document.name)
    .set('on', triggersMap(document.on), { blank: true })
    .set('permissions', new YamlMap(), { comment: 'each job says what it needs', blank: true })
    .set('concurrency', concurrencyMap(document.concurrency), {
      blank: true,
      ...reasonAbove(document.concurrency),
    })
    .set('defaults', new YamlMap().set('run', new YamlMap().set('shell', 'bash')), { blank: true })
    .set('env', valuesMap(document.env), { blank: true });
  const jobs = new YamlMap();
  document.jobs.forEach((job, index) => {
    jobs.set(job.key, jobMap(job), {
      blank: index > 0,
      ...(job.remark !== undefined && { above: [job.remark] }),
    });
  });
  map.set('jobs', jobs, { blank: true });
  mergeRaw(map, raw);
  for (const job of document.jobs) {
    const printed = jobs.get(job.key);
    if (printed instanceof YamlMap) mergeRaw(printed, job.raw);
  }
  return map;
}

function reasonAbove({ reason }: Concurrency): { readonly above?: readonly string[] } {
  return reason === undefined ? {} : { above: [`${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`] };
}

function triggersMap(on: Triggers): YamlMap {
  const map = new YamlMap();
  if (on.push) map.set('push', filterMap(on.push).set('tags', listOf(on.push.tags)));
  if (on.pull_request) {
    const filter = filterMap(on.pull_request);
    map.set('pull_request', filter.entries.size === 0 ? null : filter);
  }
  if (on.release) map.set('release', new YamlMap().set('types', new YamlFlow(['published'])));
  if (on.workflow_dispatch) {
    const inputs = new YamlMap();
    for (const [name, { description, required, type, default: filled, options }] of Object.entries(
      on.workflow_dispatch.inputs,
    ))
      inputs.set(
        name,
        new YamlMap()
          .set('description', description)
          .set('required', required)
          .set('type', type)
          .set('default', filled)
          .set('options', options),
      );
    map.set('workflow_dispatch', inputs.entries.size === 0 ? null : new YamlMap().set('inputs', inputs));
  }
  if (on.schedule)
    map.set(
      'schedule',
      on.schedule.map((cron) => new YamlMap().set('cron', cron)),
    );
  return map;
}

function filterMap({ branches, branchesIgnore, paths }: RefFilter): YamlMap {
  return new YamlMap()
    .set('branches', listOf(branches))
    .set('branches-ignore', listOf(branchesIgnore))
    .set('paths', paths);
}

/** In one line while it is short. */
function listOf(items: readonly string[] | undefined): YamlValue | undefined {
  if (items === undefined) return undefined;
  return items.join(', ').length < 80 ? new YamlFlow(items) : items;
}

function concurrencyMap({ group, cancelInProgress, queue }: Concurrency): YamlMap {
  return new YamlMap()
    .set('group', printValue(group))
    .set(
      'cancel-in-progress',
      cancelInProgress === true ? true : cancelInProgress && String(cancelInProgress),
    )
    .set('queue', queue);
}

function valuesMap(values: Readonly<Record<string, Value>> | undefined): YamlMap | undefined {
  const map = new YamlMap();
  for (const [name, value] of Object.entries(values ?? {})) map.set(name, printValue(value));
  return map.entries.size === 0 ? undefined : map;
}

function jobMap(job: JobDocument): YamlMap {
  const services = new YamlMap();
  for (const { name, image, env, ports } of job.services)
    services.set(
      name,
      new YamlMap()
        .set('image', printValue(image))
        .set('env', valuesMap(env))
        .set('ports', ports.length === 0 ? undefined : ports.map(String)),
    );
  const { timeoutReason, environmentReason, concurrency } = job;
  return new YamlMap()
    .set('name', printValue(job.name))
    .set('needs', job.needs.length === 0 ? undefined : listOf(job.needs))
    .set('if', job.condition && conditionText(job.condition))
    .set('strategy', job.strategy && strategyMap(job.strategy))
    .set('runs-on', printValue(job.runsOn))
    .set('timeout-minutes', job.timeoutMinutes, timeoutReason === undefined ? {} : { comment: timeoutReason })
    .set('continue-on-error', job.continueOnError ? true : undefined, {
      comment: 'its failure is shown and fails nothing',
    })
    .set('permissions', permissionsMap(job.permissions))
    .set(
      'environment',
      job.environment && printValue(job.environment),
      environmentReason === undefined ? {} : { comment: environmentReason },
    )
    .set(
      'concurrency',
      concurrency && concurrencyMap(concurrency),
      concurrency === undefined ? {} : reasonAbove(concurrency),
    )
    .set('container', job.container && printValue(job.container))
    .set('services', services.entries.size === 0 ? undefined : services)
    .set('env', valuesMap(job.env))
    .set('outputs', valuesMap(job.outputs))
    .set('steps', job.steps.map(stepMap));
}

/** `if` takes an expression without its braces. */
function conditionText(condition: Expression): string {
  return condition.source;
}

function permissionsMap(permissions: readonly Permission[]): YamlMap {
  const map = new YamlMap();
  for (const { scope, access, reason } of permissions) map.set(scope, access, { comment: reason });
  return map;
}

function strategyMap({ failFast, matrix }: Strategy): YamlMap {
  const map = new YamlMap();
  if (matrix.kind === 'product') {
    for (const { name, values } of matrix.axes) map.set(name, listOfCells(values));
    if (matrix.include.length > 0) map.set('include', matrix.include.map(cellMap));
  } else map.set('include', matrix.kind === 'list' ? matrix.cells.map(cellMap) : choiceText(matrix.choices));
  return new YamlMap().set('fail-fast', failFast).set('matrix', map);
}

/** A choice in each line: in one line nobody could read them. */
function choiceText(choices: readonly Expression[]): string {
  return `\${{ fromJSON(\n${choices.map(({ source }) => `  ${source}`).join(' ||\n')}\n) }}`;
}

function listOfCells(values: readonly (string | number)[]): YamlValue {
  const printed = values.map(printCell);
  return printed.join(', ').length < 80 ? new YamlFlow(printed) : printed;
}

function printCell(value: string | number): string | number {
  return typeof value === 'number' ? value : printValue(value);
}

function cellMap(cell: Cell): YamlMap {
  const map = new YamlMap();
  for (const [name, value] of Object.entries(cell)) map.set(name, printCell(value));
  return map;
}

function stepMap(step: StepDocument): YamlMap {
  const map = new YamlMap()
    .set('name', step.name === undefined ? undefined : printValue(step.name))
    .set('id', step.id)
    .set('if', step.condition && conditionText(step.condition));
  if (step.kind === 'uses') return usesMap(map, step);
  return map
    .set('timeout-minutes', step.timeoutMinutes)
    .set('working-directory', step.workingDirectory && printValue(step.workingDirectory))
    .set('shell', step.shell === 'bash' ? undefined : step.shell)
    .set('env', valuesMap(step.env))
    .set('run', step.run);
}

function usesMap(map: YamlMap, { uses, with: given, reasons }: UsesStep): YamlMap {
  const inputs = new YamlMap();
  for (const [name, value] of Object.entries(given)) {
    const reason = reasons?.[name];
    const own = Array.isArray(value) ? { above: [reason ?? ''] } : { comment: reason ?? '' };
    inputs.set(name, inputValue(value), reason === undefined ? {} : own);
  }
  return map
    .set('uses', `${uses.name}@${uses.sha}`, { comment: uses.version })
    .set('with', inputs.entries.size === 0 ? undefined : inputs);
}

/** Actions take lists as lines. */
function inputValue(value: UsesStep['with'][string]): YamlValue {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) {
    const lines = (value as readonly string[]).map((line) => printValue(line));
    return lines.length === 1 ? (lines[0] ?? '') : `${lines.join('\n')}\n`;
  }
  return printValue(value as Value);
}
