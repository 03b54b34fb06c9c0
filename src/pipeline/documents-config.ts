/** Documents that tell of the pipeline, and are made from it. */
export interface DocumentsConfig {
  /** The repository on GitHub, as `owner/name`; badges need it. */
  readonly repository?: string;
  /** Globs of the Markdown files whose marked sections are kept true; `README.md` and all of `docs/` unless said. */
  readonly files?: readonly string[];
  /** Whether a Makefile has targets for the workflows: `true` for `Makefile`, or the path of another. `false` unless said. */
  readonly makefile?: boolean | string;
}
