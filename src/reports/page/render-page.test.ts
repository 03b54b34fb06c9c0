import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { screenText } from '../../../test/support/screens.ts';
import { toldRun } from '../../../test/support/told-run.ts';
import { foldRun } from '../../run/run-state.ts';
import { byteLength, html } from '../html/html.ts';
import { HOSTILE_TEXT } from '../report-part.contract.ts';
import type { ReportPart } from '../report-part.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { timelinePart } from '../timeline/timeline-part.ts';
import { renderPage } from './render-page.ts';
import { type RunFacts, runFactsOf } from './run-facts.ts';

const state = foldRun(toldRun().events);

function facts(): RunFacts {
  const made = runFactsOf(state);
  assert.ok(made);
  return made;
}

function part(kind: ReportPart['kind'], text = kind as string): ReportPart {
  return {
    kind,
    title: kind,
    checks: [{ name: text, conclusion: 'warned', summary: text }],
    data: {},
    renderMarkdown: () => '',
    renderSection: (room) => html`<p>${text}: ${Math.round(room)}</p>`,
  };
}

test('the page begins with the verdict, then the checks, and says where it is from', () => {
  const timeline = timelineOf(state, new Map());
  assert.ok(timeline);
  const page = renderPage(facts(), [timelinePart(timeline, state)]);
  const header =
    /<header[\s\S]*<\/header>/.exec(page)?.[0].replace(/<fieldset[\s\S]*?<\/fieldset>/, '') ?? '';
  assert.equal(
    header,
    screenText`
      <header class="page">
      <div class="masthead"><span><b>meteor</b> · ci</span>
      </div>
      <div class="verdict">
      <p class="word bad"><i class="glyph">✗</i>Failed</p>
      <h1>1 of 6 jobs failed</h1>
      <p class="more">2 passed, 1 flaky, 1 allowed to fail, 2 skipped, 1 elsewhere</p>
      <ul class="facts"><li>21.3s of 5m budget; critical path 21.2s: setup → flux</li><li>main 9f1c2ab</li><li><time datetime="2026-11-23T12:00:00.000Z">2026-11-23 12:00 UTC</time></li><li>linux/x64, 4 processors</li></ul>
      <ul class="checks"><li class="bad"><a href="#timeline"><span>jobs</span><span class="bad"><i class="glyph">✗</i> failed</span></a><p>1 of 6 jobs failed: 2 passed, 1 flaky, 1 allowed to fail, 2 skipped, 1 elsewhere</p></li></ul>
      </div>
      </header>
    `,
  );
  assert.match(page, /^<!doctype html>\n<html lang="en">/);
});

test('the policy allows the style and the script of the page by their digests, and nothing else', () => {
  const page = renderPage(facts(), []);
  const digest = (element: string): string => {
    const [, text = ''] = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(page) ?? [];
    return createHash('sha256').update(text).digest('base64');
  };
  const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  assert.equal(
    policy.replaceAll('&#39;', "'"),
    `default-src 'none'; style-src 'sha256-${digest('style')}'; script-src 'sha256-${digest('script')}'; img-src data:; base-uri 'none'; form-action 'none'`,
  );
  assert.doesNotMatch(page, /https?:/);
});

test('sections stand in one order, whatever order they are given in, and have all the room there is', () => {
  const page = renderPage(facts(), [part('budgets'), part('tests'), part('timeline')], {
    largest: 1_200_000,
  });
  const sections = [...page.matchAll(/<p>(\w+): (\d+)<\/p>/g)].map(([, kind, room]) => ({
    kind,
    room: Number(room),
  }));
  assert.deepEqual(
    sections.map(({ kind }) => kind),
    ['timeline', 'tests', 'budgets'],
  );
  // What a part does not use is there for those after it.
  assert.ok((sections.at(-1)?.room ?? 0) > 990_000);
});

test('names in the head of the page are text', () => {
  const page = renderPage(
    {
      ...facts(),
      project: HOSTILE_TEXT,
      workflow: HOSTILE_TEXT,
      sentence: HOSTILE_TEXT,
      source: HOSTILE_TEXT,
    },
    [part('tests', HOSTILE_TEXT)],
  );
  assert.equal(page.match(/<script/g)?.length, 1);
  assert.doesNotMatch(page, /<img|\u001b|\u202e/);
});

test('a page of nothing but the head is small', () => {
  assert.ok(byteLength(renderPage(facts(), [])) < 20_000);
});
