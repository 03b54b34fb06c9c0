import type { CacheDamage, TaskSpec } from './soundness-case.ts';

/** One thing that is done between two runs, as data: it can be told, and done again. */
export type FuzzAction =
  /** For bash, in the project; one that fails has changed what it has changed. */
  | { readonly kind: 'shell'; readonly script: string }
  | { readonly kind: 'variable'; readonly name: string; readonly value: string | undefined }
  | { readonly kind: 'umask'; readonly umask: string }
  | { readonly kind: 'job'; readonly job: string; readonly change: Partial<TaskSpec> }
  /** `at` chooses one file of those it may be, between 0 and 1; all of them unless said. */
  | { readonly kind: 'damage'; readonly damage: CacheDamage; readonly at: number | undefined }
  /** A run that nobody compares: with other options, cut short after so many milliseconds, or disturbed then. */
  | {
      readonly kind: 'run';
      readonly args: readonly string[];
      readonly after?: number;
      readonly script?: string;
    };

export function describeAction(action: FuzzAction): string {
  switch (action.kind) {
    case 'shell':
      return action.script;
    case 'variable':
      return action.value === undefined ? `unset ${action.name}` : `export ${action.name}='${action.value}'`;
    case 'umask':
      return `umask ${action.umask}`;
    case 'job':
      return `# the job ${action.job} has ${JSON.stringify(action.change)}`;
    case 'damage': {
      const { how, which = 'everything' } = action.damage;
      return `# ${how}: ${which} in the cache${action.at === undefined ? '' : `, the file at ${action.at.toFixed(3)} of these`}`;
    }
    case 'run': {
      const line = ['lockstep run', ...action.args].join(' ');
      if (action.after === undefined) return line;
      return `${line} & sleep ${action.after / 1000}; ${action.script ?? 'kill -9 -$!'}; wait`;
    }
  }
}
