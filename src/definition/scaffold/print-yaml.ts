import { Document, isMap, isPair, isScalar, isSeq, type Scalar, visit, YAMLMap } from 'yaml';
import type { Draft } from './draft.ts';
import { escapeInvisible, hasInvisible, onOneLine } from './written-text.ts';

/** A list or mapping longer than this is written one entry a line. */
const WIDEST_FLOW = 80;

/** Lists of commands, which stand one a line as in a script. */
const COMMANDS = new Set(['run', 'fix']);

/** The draft as `lockstep.config.yaml`, toolchains spelled out; one that several jobs use is written once and anchored. */
export function printYaml(draft: Draft): string {
  const document = new Document(unshared(draft.config, draft, new Map()));
  style(document);
  nameAnchors(document, draft);
  remark(document, draft);
  const text = document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: false });
  // A text that has one of these stands in double quotes, where this escape means the character.
  return escapeInvisible(text);
}

/** A copy in which nothing but whole toolchains is the same object twice: only they are worth an anchor. */
function unshared(value: unknown, draft: Draft, toolchains: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => unshared(entry, draft, toolchains));
  const known = toolchains.get(value);
  if (known !== undefined) return known;
  const entries = Object.entries(value).map(([key, entry]) => [key, unshared(entry, draft, toolchains)]);
  const copy: unknown = Object.fromEntries(entries);
  if (draft.toolchains.some((found) => found.expanded === value)) toolchains.set(value, copy);
  return copy;
}

function style(document: Document): void {
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && hasInvisible(node.value)) node.type = 'QUOTE_DOUBLE';
    },
    Pair(_, pair) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      if (isSeq(pair.value) && !COMMANDS.has(key))
        pair.value.flow = pair.value.items.every(isScalar) && isShort(pair.value);
    },
    Seq(_, node) {
      for (const item of node.items) if (isMap(item) && isShort(item)) item.flow = true;
    },
  });
}

function isShort(node: { toJSON(): unknown }): boolean {
  return JSON.stringify(node.toJSON()).length <= WIDEST_FLOW;
}

/** `&pythonTools` in place of the `&a1` that the library makes up. */
function nameAnchors(document: Document, draft: Draft): void {
  const names = new Map<string, string>();
  visit(document, {
    Map(_, node) {
      if (node.anchor === undefined) return;
      const preset = draft.toolchains.find((found) => found.preset === node.get('name'))?.preset;
      names.set(node.anchor, `${preset ?? 'shared'}Tools`);
      node.anchor = names.get(node.anchor) ?? node.anchor;
    },
    Alias(_, node) {
      node.source = names.get(node.source) ?? node.source;
    },
  });
}

/** Comments above their properties, and an empty line in front of jobs and workflows. */
function remark(document: Document, draft: Draft): void {
  if (!isMap(document.contents)) return;
  for (const pair of document.contents.items) {
    if (!isPair(pair) || !isScalar(pair.key)) continue;
    const section = String(pair.key.value);
    if (section === 'jobs' || section === 'workflows') pair.key.spaceBefore = true;
    if (!(pair.value instanceof YAMLMap)) continue;
    for (const inner of pair.value.items) {
      const key = inner.key as Scalar;
      const comment = draft.comments.get(`${section}.${key.value}`);
      if (comment !== undefined) key.commentBefore = ` ${onOneLine(comment)}`;
    }
  }
}
