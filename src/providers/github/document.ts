import type { ShellName } from '../../pipeline/config.ts';
import type { ActionsLock } from '../provider.ts';
import type { Expression, Value } from './expression/expression.ts';

/**
 * The part of the workflow language that lockstep emits (docs.github.com, "Workflow syntax for GitHub Actions"), safe by type:
 * a script is `ShellText`, which no expression can be in; what GitHub evaluates is a `Value`; `uses` is a commit.
 */
export interface WorkflowDocument {
  readonly name: string;
  readonly on: Triggers;
  readonly concurrency: Concurrency;
  readonly env: Readonly<Record<string, Value>>;
  readonly jobs: readonly JobDocument[];
}

export interface Triggers {
  readonly push?: RefFilter & { readonly tags?: readonly string[] };
  readonly pull_request?: RefFilter;
  readonly release?: true;
  readonly workflow_dispatch?: { readonly inputs: Readonly<Record<string, DispatchInput>> };
  readonly schedule?: readonly string[];
}

export interface RefFilter {
  readonly branches?: readonly string[];
  readonly branchesIgnore?: readonly string[];
  readonly paths?: readonly string[];
}

export interface DispatchInput {
  readonly description?: string;
  readonly required?: boolean;
  readonly type: 'string' | 'boolean' | 'number' | 'choice';
  readonly default?: string | number | boolean;
  readonly options?: readonly string[];
}

export interface Concurrency {
  readonly group: Value;
  readonly cancelInProgress?: Expression | true;
  /** Whoever has to wait is not dropped for a later one. */
  readonly queue?: 'max';
  readonly reason?: string;
}

export interface JobDocument {
  /** Above the job. */
  readonly remark?: string;
  readonly key: string;
  readonly name: Value;
  readonly needs: readonly string[];
  readonly condition: Expression | undefined;
  readonly runsOn: Value;
  readonly strategy: Strategy | undefined;
  readonly timeoutMinutes: number;
  readonly timeoutReason?: string;
  readonly continueOnError: boolean;
  readonly permissions: readonly Permission[];
  readonly environment: string | undefined;
  readonly environmentReason?: string;
  readonly concurrency: Concurrency | undefined;
  readonly env: Readonly<Record<string, Value>>;
  readonly outputs: Readonly<Record<string, Expression>>;
  readonly container: string | undefined;
  readonly services: readonly ServiceDocument[];
  readonly steps: readonly StepDocument[];
  /** Merged over the rest, as the definition has it. */
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface Permission {
  readonly scope: string;
  readonly access: 'read' | 'write';
  readonly reason: string;
}

export interface Strategy {
  readonly failFast: boolean;
  readonly matrix:
    | {
        readonly kind: 'product';
        readonly axes: readonly { readonly name: string; readonly values: readonly (string | number)[] }[];
        readonly include: readonly Cell[];
      }
    | { readonly kind: 'list'; readonly cells: readonly Cell[] }
    /** Chosen by what happened: `fromJSON(…)` of the first that holds. */
    | { readonly kind: 'chosen'; readonly choices: readonly Expression[] };
}

export type Cell = Readonly<Record<string, string | number>>;

export interface ServiceDocument {
  readonly name: string;
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly (string | number)[];
}

interface StepBase {
  readonly name: string | undefined;
  readonly id?: string;
  readonly condition?: Expression | undefined;
}

export interface UsesStep extends StepBase {
  readonly kind: 'uses';
  readonly uses: PinnedAction;
  readonly with: Readonly<Record<string, Value | number | boolean | readonly string[]>>;
  /** Why a `with` is as it is, by its name. */
  readonly reasons?: Readonly<Record<string, string>>;
}

export interface RunStep extends StepBase {
  readonly kind: 'run';
  readonly run: ShellText;
  readonly shell: ShellName | TerminalShell;
  readonly workingDirectory?: string;
  readonly timeoutMinutes?: number;
  readonly env?: Readonly<Record<string, Value>>;
}

export type StepDocument = UsesStep | RunStep;

/**
 * bash within a terminal, by script(1) of util-linux. `{0}` is the script's file (docs.github.com, "Custom shell").
 */
export const TERMINAL_SHELL = 'script -q -e -c "bash --noprofile --norc -eo pipefail {0}" /dev/null';
type TerminalShell = typeof TERMINAL_SHELL;

/** Shell text without a way into it for GitHub's template language, which knows nothing of quotes. */
export type ShellText = string & { readonly brand: 'ShellText' };

/** Undefined for a text that GitHub would evaluate before the shell sees it. */
export function shellText(text: string): ShellText | undefined {
  return text.includes('${{') ? undefined : (text as ShellText);
}

/** Shell text of our own: that it holds no expression is for us to know. */
export function ownShellText(text: string): ShellText {
  const checked = shellText(text);
  if (checked === undefined) throw new Error('Internal error: an expression in shell text of our own');
  return checked;
}

/** `owner/name@commit`, with the version it stands for behind it. */
export interface PinnedAction {
  readonly name: string;
  readonly sha: string;
  readonly version: string;
}

export function pinned(lock: ActionsLock, name: string): PinnedAction | undefined {
  const found = lock[name];
  return found === undefined || !/^[0-9a-f]{40}$/.test(found.sha) ? undefined : { name, ...found };
}
