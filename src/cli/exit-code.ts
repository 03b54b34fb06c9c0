/** What the process ends with, the same for every command. */
export const EXIT = {
  fine: 0,
  /** A check failed. */
  failed: 1,
  /** The definition, an option or an argument is wrong. */
  usage: 2,
  /** A fault of lockstep's own, or of the disk it writes to. */
  internal: 3,
  /** A gate had nothing to look at, or not all of it: a scan that was not made is no clean one. */
  notScanned: 4,
  /** All was done that can be done here, and people elsewhere have to look at it. */
  moderated: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The user asked for something that cannot be: shown as it is, without a stack, exit code 2. */
export class UsageError extends Error {
  /** What to do instead, in one sentence. */
  readonly fix: string | undefined;

  constructor(message: string, fix?: string) {
    super(message);
    this.fix = fix;
  }
}
