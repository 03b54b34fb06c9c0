import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SystemName } from '../pipeline/config.ts';
import type { Pipeline, Platform } from '../pipeline/pipeline.ts';
import type { PipelineEvent } from '../plan/event.ts';
import type { LegId } from '../plan/plan.ts';

/**
 * Port: a CI system that a pipeline is compiled to.
 *
 * Contract, checked for every implementation by `provider.contract.ts`:
 * - `emit` is pure: the same pipeline gives the same bytes, whatever the machine and the time.
 * - What cannot be expressed is a diagnostic that names the construct and the way out; it is never left out in silence.
 * - `read(emit(pipeline))` reacts to every event with the same legs, commands, environment and edges as the pipeline's own plan.
 * - Text from the definition is never taken for the system's template language.
 */
export interface Provider {
  readonly name: SystemName;
  /** For people: `GitHub Actions`. */
  readonly title: string;
  emit(pipeline: Pipeline, options: EmitOptions): Emission;
  /** Understands files that `emit` wrote (whoever edited them since), by their text alone. */
  read(files: readonly EmittedFile[]): ReadBack;
}

export interface EmitOptions {
  /** The definition: shown in the header of every file. */
  readonly source: { readonly path: string; readonly digest: string };
  /** What `uses:` may name, with the commit each tag stands for. */
  readonly actions: ActionsLock;
}

/** By `owner/name`: the version that is used and the commit it stood for when it was locked. */
export type ActionsLock = Readonly<Record<string, { readonly version: string; readonly sha: string }>>;

export interface EmittedFile {
  /** Relative to the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Emission {
  readonly files: readonly EmittedFile[];
  readonly diagnostics: readonly Diagnostic[];
  /** Names of the actions that the files use, each once. */
  readonly actions: readonly string[];
}

export interface ReadBack {
  readonly workflows: readonly ReadWorkflow[];
  /** What in the files was not understood; they are then no proof of anything. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A workflow as a system's file has it. */
export interface ReadWorkflow {
  readonly system: SystemName;
  readonly path: string;
  readonly name: string;
  /** What the event starts, decided by the file alone. */
  react(event: PipelineEvent): Reaction;
}

export interface Reaction {
  /** Why the whole workflow is silent; undefined when it runs. */
  readonly silent: string | undefined;
  readonly runs: readonly ReadLeg[];
  readonly skipped: readonly { readonly leg: LegId; readonly reason: string }[];
}

/** One job of one machine, as the file has it. */
export interface ReadLeg {
  readonly leg: LegId;
  readonly job: string;
  /** What the system calls the job that runs it: several legs have one name where shards are machines of one job. */
  readonly checkName: string;
  readonly platform: Platform;
  /** In order: the commands of the definition's steps, without what the system needs around them. */
  readonly commands: readonly string[];
  /** Environment of the job and its steps that comes from the definition, with matrix values filled in. */
  readonly env: Readonly<Record<string, string>>;
  readonly needs: readonly LegId[];
  readonly secrets: readonly string[];
  /** Somebody has to say yes first, by the file itself: what reviewers an environment of GitHub has, no file says. */
  readonly approval: boolean;
  /** What the job's token may do; empty for systems without such a token. */
  readonly permissions: Readonly<Record<string, string>>;
  /** Where in the file the job stands. */
  readonly location: { readonly path: string; readonly line: number };
}
