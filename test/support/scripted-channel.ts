import {
  type Channel,
  ChannelRefusal,
  type Observation,
  type Recall,
  type StepPhase,
} from '../../src/release/channels/channel.ts';
import type { DesiredChannel } from '../../src/release/manifest/release-manifest.ts';

/** What befalls a step, once: nothing is done and it is refused, or all is done and the answer gets lost, or the process ends there. */
export type Fault =
  | { readonly kind: 'later' | 'person' | 'never'; readonly after?: number }
  | { readonly kind: 'lost' }
  | { readonly kind: 'killed-before' | 'killed-after' };

/** The end of a process, as far as a test can have one: nobody catches it. */
class Killed extends Error {}

export interface ScriptedStep {
  readonly title: string;
  readonly phase: StepPhase;
  /** What befalls it, one after the other. */
  readonly faults?: Fault[];
}

/** A channel without a server: what was done is in `done`, which outlives every run. */
export class ScriptedChannel implements Channel {
  readonly desired: DesiredChannel;
  readonly steps: readonly ScriptedStep[];
  /** Titles, in the order of their effects; each once, or something was done twice. */
  readonly done: string[] = [];
  /** How often it has to be fetched until it serves everything. */
  servesAfter = 0;
  /** What it is when all is done: moderated, or foreign bytes are there. */
  ends: 'verified' | 'moderation' = 'verified';
  broken: Observation | undefined;
  readonly #log: string[];

  constructor(name: DesiredChannel['name'], steps: readonly ScriptedStep[], log: string[] = []) {
    this.desired = { name } as DesiredChannel;
    this.steps = steps;
    this.#log = log;
  }

  async observe(): Promise<Observation> {
    return this.#seen('delivered');
  }

  async verify(): Promise<Observation> {
    if (this.servesAfter > 0) {
      this.servesAfter -= 1;
      return this.#seen('delivered');
    }
    return this.#seen(this.ends);
  }

  async recall(): Promise<Recall> {
    return { kind: 'by-hand', instruction: 'nothing to be done' };
  }

  #seen(end: Observation['state']): Observation {
    if (this.broken !== undefined) return this.broken;
    const missing = this.steps.filter(({ title }) => !this.done.includes(title));
    if (missing.length === 0) return { state: end, summary: 'all of it', steps: [] };
    const steps = missing.map((step) => ({
      title: step.title,
      phase: step.phase,
      run: async (): Promise<string> => this.#run(step),
    }));
    return { state: 'pending', summary: `${this.done.length} of ${this.steps.length}`, steps };
  }

  #run({ title, faults = [] }: ScriptedStep): string {
    const fault = faults.shift();
    if (fault?.kind === 'killed-before') throw new Killed('Internal error: killed');
    if (fault?.kind === 'later' || fault?.kind === 'person' || fault?.kind === 'never')
      throw new ChannelRefusal(fault.kind, `it said ${fault.kind}`, 'mend it', fault.after);
    this.done.push(title);
    this.#log.push(`${this.desired.name} ${title}`);
    if (fault?.kind === 'lost') throw new Error('it broke off');
    if (fault?.kind === 'killed-after') throw new Killed('Internal error: killed');
    return 'ok';
  }
}
