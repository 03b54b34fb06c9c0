// What became of the cases, as Markdown.

/** By what `playSoundness` makes of a case. */
export const VERDICTS = {
  sound: 'sound',
  wrong: 'WRONG',
  idle: 'idle',
  cannot: 'n/a',
  error: 'error',
};

export function tableOf({ cases, tools, verdicts }) {
  const row = (cells) => `| ${cells.join(' | ')} |`;
  const count = (tool, kind) =>
    [...verdicts.get(tool.name).values()].filter((verdict) => verdict.kind === kind).length;
  return [
    row(['The cache is right about …', ...tools.map(({ name, version }) => `${name} ${version}`)]),
    row(['---', ...tools.map(() => '---')]),
    ...cases.map(({ name, title }) =>
      row([title, ...tools.map((tool) => cell(verdicts.get(tool.name).get(name).kind))]),
    ),
    ...Object.values(VERDICTS).map((kind) =>
      row([`**${kind}**`, ...tools.map((tool) => `**${count(tool, kind)}**`)]),
    ),
  ].join('\n');
}

function cell(kind) {
  return kind === VERDICTS.wrong ? `**${kind}**` : kind;
}

/** For each tool, what was seen first of what was not as it ought to be. */
function reasonsOf({ cases, tools, verdicts }) {
  return tools
    .flatMap(({ name }) => {
      const lines = cases.flatMap((subject) => {
        const { kind, why } = verdicts.get(name).get(subject.name);
        return kind === VERDICTS.sound ? [] : [`${subject.name}: ${kind}: ${why}`];
      });
      if (lines.length === 0) return [];
      return [`### ${name}`, '', '```text', ...lines, '```', ''];
    })
    .join('\n')
    .trimEnd();
}

/** The page with everything between its markers new. */
export function pageWith(page, results) {
  return between(between(page, 'table', tableOf(results)), 'reasons', reasonsOf(results));
}

function between(page, name, text) {
  const marked = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  if (!marked.test(page)) throw new Error(`docs/soundness.md has no place for its ${name}`);
  return page.replace(marked, (_, open, close) => `${open}\n${text}\n\n${close}`);
}
