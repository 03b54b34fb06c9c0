import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SaxesParser } from 'saxes';
import { byteLength } from './html/html.ts';
import type { ReportPart } from './report-part.ts';

/**
 * What a hostile name, message or line of output is: it ends tags, attributes, table cells and code, calls people, hides and reorders.
 * Implementations are made of models in which every text from outside is this one, or has it in it.
 */
export const HOSTILE_TEXT =
  '<script>alert(1)</script><img src=x onerror=alert(2)>"\'` | @octocat #1 ](javascript:alert(3)) <!-- --> ]]> </pre></details> &lt; \u001b[31m\u202e\u0007';

/** What every implementation of `ReportPart` does. `hostile` is made of a model whose texts are `HOSTILE_TEXT`, `large` of a large one. */
export function checkReportPart(
  name: string,
  make: { readonly hostile: () => ReportPart; readonly large: () => ReportPart },
): void {
  test(`${name}: text from outside stays text in HTML`, () => {
    const section = String(make.hostile().renderSection(1_000_000));
    const elements = elementsOf(section);
    for (const forbidden of ['script', 'img', 'style', 'iframe', 'object', 'form', 'base', 'meta', 'link'])
      assert.ok(!elements.some((element) => element.name === forbidden), `there is a <${forbidden}>`);
    for (const { attributes } of elements)
      for (const [attribute, value] of Object.entries(attributes)) {
        assert.doesNotMatch(attribute, /^on|^style$|^srcdoc$/, `there is an attribute ${attribute}`);
        if (attribute === 'href') assert.match(value, /^#/);
      }
    assert.ok(section.includes('alert(1)'), 'the hostile text is nowhere to be seen');
  });
  test(`${name}: text from outside stays text in Markdown`, () => {
    const outside = make
      .hostile()
      .renderMarkdown(1_000_000)
      // In a block of code everything is text.
      .replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '')
      .replace(/(`+)[^`][\s\S]*?\1/g, '')
      .replace(/<code>.*?<\/code>/g, '');
    assert.doesNotMatch(outside, /(?<!\\)<(?:script|img|\/pre|!--)/);
    assert.doesNotMatch(outside, /@octocat/);
    assert.doesNotMatch(outside, /(?<!\\)\]\(javascript/);
    assert.doesNotMatch(outside, /[\u0007\u001b\u202e]/);
  });
  test(`${name}: it keeps to the room it is given, and says that something was left out`, () => {
    const part = make.large();
    for (const room of [0, 10, 200, 2_000, 20_000, 200_000])
      assert.ok(byteLength(part.renderMarkdown(room)) <= room, `Markdown in ${room} bytes`);
    for (const room of [20_000, 200_000])
      assert.ok(byteLength(part.renderSection(room)) <= room, `HTML in ${room} bytes`);
    assert.match(String(part.renderSection(20_000)), /left out|not shown/);
    assert.match(part.renderMarkdown(20_000), /left out|did not fit/);
  });
  test(`${name}: it says the same each time`, () => {
    const [one, two] = [make.hostile(), make.hostile()];
    assert.equal(one.renderMarkdown(50_000), two.renderMarkdown(50_000));
    assert.equal(String(one.renderSection(50_000)), String(two.renderSection(50_000)));
    assert.deepEqual(JSON.parse(JSON.stringify(one.data)), JSON.parse(JSON.stringify(two.data)));
  });
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Our HTML is well-formed XML but for empty elements and attributes without a value, so a parser tells what is in it. */
function elementsOf(section: string): readonly Element[] {
  const elements: Element[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => elements.push({ name, attributes }));
  const closed = section
    .replace(/<(input|br)\b([^>]*[^/])?>/g, '<$1$2/>')
    .replace(/ (hidden|open|checked|data-row)(?=[ />])/g, ' $1=""');
  parser.write(`<page>${closed}</page>`).close();
  return elements;
}
