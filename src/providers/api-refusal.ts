import { printableLine } from '../diagnostics/printable.ts';

/** A vendor was asked and did not do it. The message is one harmless line with the vendor's own words in it, and never the token. */
export abstract class ApiRefusal<Kind extends string> extends Error {
  readonly kind: Kind;
  /** The HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** What to do, in one sentence. */
  readonly fix: string | undefined;

  constructor(
    kind: Kind,
    message: string,
    more: { status?: number | undefined; fix?: string | undefined } = {},
  ) {
    super(printableLine(message));
    this.kind = kind;
    this.status = more.status;
    this.fix = more.fix;
  }
}
