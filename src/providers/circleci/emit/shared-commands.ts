import type { DraftJob, JobBody, SetUp, StepBlock } from '../document.ts';
import { circleName, Names } from '../names.ts';
import { fingerprint } from './bodies.ts';

export interface SharedCommands {
  readonly commands: ReadonlyMap<string, readonly StepBlock[]>;
  readonly jobs: ReadonlyMap<string, JobBody>;
}

/** What several jobs do alike to set up a toolchain becomes a command; what only one does stands in it. */
export function shareCommands(drafts: ReadonlyMap<string, DraftJob>): SharedCommands {
  const all = [...drafts.values()].flatMap(({ steps }) => steps.filter((step) => step.kind === 'set_up'));
  const uses = new Map<string, SetUp[]>();
  for (const setUp of all) {
    const print = fingerprint(setUp);
    uses.set(print, [...(uses.get(print) ?? []), setUp]);
  }
  const names = new Names();
  const commands = new Map<string, readonly StepBlock[]>();
  const nameOf = new Map<string, string>();
  for (const [print, [setUp, another]] of uses) {
    // A line in place of a line would save nothing.
    if (setUp === undefined || another === undefined || setUp.steps.length === 1) continue;
    const name = names.take(setUp.toolchain === 'plain' ? 'set-up' : `set-up-${circleName(setUp.toolchain)}`);
    nameOf.set(print, name);
    commands.set(name, setUp.steps);
  }
  const settled = (step: StepBlock | SetUp): readonly StepBlock[] => {
    if (step.kind !== 'set_up') return [step];
    const name = nameOf.get(fingerprint(step));
    return name === undefined ? step.steps : [{ kind: 'command', name }];
  };
  const jobs = [...drafts].map(
    ([name, draft]) => [name, { ...draft, steps: draft.steps.flatMap(settled) }] as const,
  );
  return { commands, jobs: new Map(jobs) };
}
