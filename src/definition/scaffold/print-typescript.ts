import type { Draft } from './draft.ts';
import type { FoundToolchain } from './ecosystem.ts';
import { escapeInvisible, onOneLine } from './written-text.ts';

const WIDTH = 100;

/** The draft as `lockstep.config.ts`: presets and triggers by their functions, everything else as it is. */
export function printTypeScript(draft: Draft): string {
  const printer = new Printer(draft);
  const body = printer.object(draft.config, '', []);
  const constants = draft.toolchains.length > 1 ? draft.toolchains : [];
  const declarations = constants.map(
    (found) => `const ${constantName(found)} = ${printer.preset(found, '')};\n`,
  );
  const imports = ['defineConfig', ...[...printer.used].sort()];
  return [
    `import { ${imports.join(', ')} } from 'lockstep';\n`,
    ...(declarations.length > 0 ? [declarations.join('')] : []),
    `export default defineConfig(${body});\n`,
  ].join('\n');
}

function constantName(found: FoundToolchain): string {
  return `${found.preset}Tools`;
}

const TRIGGERS: Readonly<Record<string, string>> = {
  push: 'push',
  pull_request: 'pullRequest',
  manual: 'manual',
};

class Printer {
  /** Names that must be imported. */
  readonly used = new Set<string>();
  readonly #draft: Draft;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  /** One property a line. */
  object(value: object, indent: string, path: readonly string[]): string {
    const deeper = `${indent}  `;
    const lines = Object.entries(value).map(([key, entry]) => {
      const at = [...path, key];
      const comment = this.#draft.comments.get(at.join('.'));
      const remark = comment === undefined ? '' : `${deeper}// ${onOneLine(comment)}\n`;
      return `${remark}${deeper}${property(key)}: ${this.#value(entry, deeper, at)},\n`;
    });
    return `{\n${lines.join('')}${indent}}`;
  }

  preset(found: FoundToolchain, indent: string): string {
    this.used.add(found.preset);
    const hasOptions = Object.keys(found.options).length > 0;
    const inside = found.overrides === undefined ? indent : `${indent}  `;
    const call = `${found.preset}(${hasOptions ? this.#value(found.options, inside, ['', '']) : ''})`;
    if (found.overrides === undefined) return call;
    const overrides = Object.entries(found.overrides).map(
      ([key, entry]) => `${property(key)}: ${this.#flat(entry)}`,
    );
    return `{\n${[`...${call}`, ...overrides].map((line) => `${indent}  ${line},\n`).join('')}${indent}}`;
  }

  /** On one line when it fits there; the whole definition and its lists of jobs and workflows never are. */
  #value(value: unknown, indent: string, path: readonly string[]): string {
    const found = this.#draft.toolchains.find((one) => one.expanded === value);
    if (found !== undefined)
      return this.#draft.toolchains.length > 1 ? constantName(found) : this.preset(found, indent);
    const flat = this.#flat(value);
    const room = WIDTH - indent.length - property(path.at(-1) ?? '').length;
    const isOpen = path.length === 1 && typeof value === 'object' && !Array.isArray(value);
    if (flat.length <= room && !isOpen) return flat;
    if (typeof value === 'string' && value.includes('\n')) {
      const lines = value.split('\n').map((line) => `${indent}  ${quoted(line)},\n`);
      return `[\n${lines.join('')}${indent}].join('\\n')`;
    }
    if (typeof value !== 'object' || value === null) return flat;
    if (!Array.isArray(value)) return this.object(value, indent, path);
    const entries = value.map((entry) => `${indent}  ${this.#value(entry, `${indent}  `, [...path, ''])},\n`);
    return `[\n${entries.join('')}${indent}]`;
  }

  #flat(value: unknown): string {
    const found = this.#draft.toolchains.find((one) => one.expanded === value);
    if (found !== undefined)
      return this.#draft.toolchains.length > 1 ? constantName(found) : this.preset(found, '');
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return `[${value.map((entry) => this.#flat(entry)).join(', ')}]`;
    if (typeof value !== 'object' || value === null) return String(value);
    const kind = 'kind' in value ? TRIGGERS[String(value.kind)] : undefined;
    if (kind !== undefined) return this.#trigger(kind, value);
    const entries = Object.entries(value).map(([key, entry]) => `${property(key)}: ${this.#flat(entry)}`);
    return `{ ${entries.join(', ')} }`;
  }

  #trigger(name: string, value: object): string {
    this.used.add(name);
    const branches = 'branches' in value && Array.isArray(value.branches) ? value.branches : [];
    return `${name}(${branches.map((branch) => this.#flat(branch)).join(', ')})`;
  }
}

function property(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

/** Several lines become a list that is joined, which reads better than `\n` in the middle. */
function text(value: string): string {
  if (!value.includes('\n')) return quoted(value);
  return `[${value.split('\n').map(quoted).join(', ')}].join('\\n')`;
}

/** In single quotes, or in double quotes when that saves escapes. */
function quoted(value: string): string {
  const body = JSON.stringify(value).slice(1, -1);
  const isDouble = value.includes("'") && !value.includes('"');
  const escaped = isDouble ? body : body.replaceAll('\\"', '"').replaceAll("'", "\\'");
  const mark = isDouble ? '"' : "'";
  return mark + escapeInvisible(escaped) + mark;
}
