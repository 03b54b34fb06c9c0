import type { RunStarted } from '../run/run-event.ts';
import { UsageError } from './exit-code.ts';
import { splitInput } from './manual-inputs.ts';

/** What a run was told by hand, as the options say it. */
interface Given {
  readonly input?: readonly string[];
  readonly tag?: string;
}

/** What a run is told that is started anew: as the earlier one was, but for what is given now. */
export function givenAgain(started: RunStarted, { input = [], tag }: Given): Given {
  const inputs = new Map(Object.entries(started.inputs ?? {}));
  for (const text of input) inputs.set(...splitInput(text));
  const reused = tag ?? started.tag;
  if (tag === undefined) mustBeWhole(started, '--tag', reused);
  const given = new Set(input.map((text) => splitInput(text)[0]));
  for (const [name, value] of inputs) if (!given.has(name)) mustBeWhole(started, `--input ${name}=…`, value);
  return {
    input: [...inputs].map(([name, value]) => `${name}=${value}`),
    ...(reused !== undefined && { tag: reused }),
  };
}

/** The same for a run that goes on: what is given now must be what it was started with. */
export function sameGiven(started: RunStarted, given: Given): Given {
  for (const text of given.input ?? []) {
    const [name, value] = splitInput(text);
    mustBeSame(started, `--input ${name}`, { now: value, before: started.inputs?.[name] });
  }
  if (given.tag !== undefined) mustBeSame(started, '--tag', { now: given.tag, before: started.tag });
  return givenAgain(started, given);
}

/** What the masker has hidden in an event is gone: only who typed it knows it. */
function isMasked(value: string): boolean {
  return value.includes('***');
}

function mustBeWhole({ runId }: RunStarted, option: string, value: string | undefined): void {
  if (value === undefined || !isMasked(value)) return;
  throw new UsageError(
    `run ${runId} was started with a secret in ${option}, which is not kept`,
    `Give it again: ${option}`,
  );
}

function mustBeSame(
  { runId }: RunStarted,
  option: string,
  { now, before }: { readonly now: string; readonly before: string | undefined },
): void {
  if (before === now || (before !== undefined && isMasked(before))) return;
  const was = before === undefined ? `without ${option}` : `with '${before}'`;
  throw new UsageError(
    `${option} is '${now}', but run ${runId} was started ${was}`,
    'A run goes on as it was started: leave the option out, or start a new run.',
  );
}
