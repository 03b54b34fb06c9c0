/**
 * Where a report comes from. Reports of one origin but for the attempt are of the same thing: the later attempt stands in the place of the
 * earlier one, so that giving a report twice changes nothing.
 */
export interface ReportOrigin {
  /** The job of the definition, or any name for what wrote the report. */
  readonly job: string;
  /** Of the definition's platforms: `linux`, `windows/x64`. */
  readonly platform: string;
  /** What else tells the leg from its siblings, as the leg's id has it: `node=22`, `shard=2`. Empty when nothing does. */
  readonly variant: string;
  /** From 1. */
  readonly attempt: number;
  /** Absent when there is no commit. */
  readonly commit?: string;
  /** Object id of the tree that was tested: the same files under another commit. Absent when the checkout was not clean. */
  readonly tree?: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}
