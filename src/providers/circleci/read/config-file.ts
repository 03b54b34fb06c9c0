import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type ScalarTag } from 'yaml';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { EmittedFile } from '../../provider.ts';
import type { CircleCode } from '../diagnostic-codes.ts';

export { isTable, type Table, tableOf } from '../../table.ts';

type Path = readonly (string | number)[];

/** CircleCI's YAML knows the booleans of 1.1 (circleci.com/docs/reusing-config, "Boolean"); its numbers are those of 1.2. */
const OLD_BOOLEANS: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  identify: () => false,
  test: /^(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/,
  resolve: (text) => /^(?:yes|on)$/i.test(text),
};

/** An alias may stand for this many nodes in all. */
const MOST_ALIASED_NODES = 1000;

/** A file's data, with the line and the comments of its parts, and what was not understood in it. */
export class ConfigFile {
  readonly path: string;
  readonly data: unknown;
  readonly diagnostics: Diagnostic[] = [];
  readonly #document: ReturnType<typeof parseDocument>;
  readonly #lines = new LineCounter();

  constructor({ path, text }: EmittedFile) {
    this.path = path;
    this.#document = parseDocument(text, {
      version: '1.2',
      merge: true,
      lineCounter: this.#lines,
      prettyErrors: false,
      customTags: (tags) => [OLD_BOOLEANS, ...tags],
    });
    for (const error of this.#document.errors)
      this.#tell(error.message, { start: error.pos[0], end: error.pos[1] });
    this.data = this.diagnostics.length > 0 ? undefined : this.#toJs();
  }

  #toJs(): unknown {
    try {
      return this.#document.toJS({ maxAliasCount: MOST_ALIASED_NODES });
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      this.#tell('its aliases multiply it', undefined);
      return undefined;
    }
  }

  /** Says that what stands at a place is not understood. */
  misunderstand(at: Path, message: string): void {
    const node = this.#document.getIn(at, true);
    const range = isNode(node) ? node.range : undefined;
    this.#tell(message, range ? { start: range[0], end: range[1] } : undefined);
  }

  #tell(message: string, span: { start: number; end: number } | undefined): void {
    const code: CircleCode = 'file-not-understood';
    this.diagnostics.push({
      code,
      severity: 'error',
      message: `${this.path} is not understood: ${message}.`,
      location: { path: this.path, ...(span && { span }) },
      fix: "Change the definition in place of the file and run 'lockstep generate'.",
    });
  }

  /** From 1; of the key when a key is meant. */
  line(at: Path): number {
    const parent = this.#document.getIn(at.slice(0, -1), true);
    const last = at.at(-1);
    const key = isMap(parent)
      ? parent.items.find((pair) => isScalar(pair.key) && pair.key.value === last)?.key
      : this.#document.getIn(at, true);
    const start = isNode(key) ? (key.range?.[0] ?? 0) : 0;
    return this.#lines.linePos(start).line;
  }

  /** The comment behind each text of a list. */
  comments(at: Path): readonly (string | undefined)[] {
    const list = this.#document.getIn(at, true);
    if (!isSeq(list)) return [];
    return list.items.map((item) => (isNode(item) ? (item.comment ?? undefined) : undefined));
  }
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
