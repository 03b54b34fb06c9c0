import { boundedRows, cutNote } from '../../html/bounded-rows.ts';
import { type Html, html } from '../../html/html.ts';
import type { ReportPart } from '../../report-part.ts';
import { fixText, foreignText, goneText, packageText, placeText, verdictText } from '../finding-words.ts';
import type { AssessedFinding, FindingsAssessment } from '../findings-assessment.ts';
import { findingsData } from '../render/findings-json.ts';
import { renderFindingsTables } from '../render/findings-markdown.ts';
import { suppressionText } from '../suppressions.ts';

/** What scanners found in a run. */
export function findingsPart(assessment: FindingsAssessment): ReportPart {
  return {
    kind: 'findings',
    title: 'Findings',
    checks: [assessment.check],
    data: findingsData(assessment),
    renderMarkdown: (room) => renderFindingsTables(assessment, room),
    renderSection: (room) => section(assessment, room),
  };
}

function section(assessment: FindingsAssessment, room: number): Html {
  const { findings, readings } = assessment;
  const blocking = findings.filter(({ verdict }) => verdict === 'blocks');
  const others = findings.filter(({ verdict }) => verdict !== 'blocks');
  const tools = [...new Set(readings.map(({ report }) => report.tool))];
  return html`<p>${findings.length === 1 ? '1 finding' : `${findings.length} findings`}${tools.length > 0 && ` of ${tools.slice(0, 20).join(', ')}`}.</p>
${remarks(assessment, room / 10)}
${table('These block', 'findings-blocking', blocking, room / 2)}
${table('These do not block', 'findings-others', others, room / 4)}`;
}

function remarks(
  { notScanned, expired, unused, foreign, gone }: FindingsAssessment,
  room: number,
): Html | undefined {
  const lines = [
    ...notScanned.map(({ file, reason }) => ({
      tone: 'bad',
      text: `Not scanned: ${[file, reason].filter((part) => part !== '').join(': ')}`,
    })),
    ...expired.map((one) => ({
      tone: 'bad',
      text: `The suppression of ${suppressionText(one)} expired on ${one.expires}: ${one.reason} (${one.owner})`,
    })),
    ...unused.map((one) => ({
      tone: 'warn',
      text: `The suppression of ${suppressionText(one)} is of nothing that was found`,
    })),
    ...(foreign > 0 ? [{ tone: 'warn', text: foreignText(foreign) }] : []),
    ...(gone !== undefined && gone > 0 ? [{ tone: 'good', text: goneText(gone) }] : []),
  ];
  if (lines.length === 0) return undefined;
  const { rows, cut } = boundedRows(
    lines,
    room,
    ({ tone, text }) => html`<li class="${tone}">${text}</li>
`,
  );
  return html`<ul class="plain">${rows}</ul>${cutNote(cut, 'remark')}`;
}

function table(
  title: string,
  id: string,
  findings: readonly AssessedFinding[],
  room: number,
): Html | undefined {
  if (findings.length === 0) return undefined;
  const { rows, cut } = boundedRows(findings, room - 1000, (finding) => {
    const { severity, title: what, tool, alsoBy } = finding;
    return html`<tr data-row><td>${severity}</td><th scope="row">${finding.id}</th><td>${packageText(finding)}</td><td>${fixText(finding)}</td><td><code>${placeText(finding)}</code></td><td>${verdictText(finding) || what}</td><td>${[tool, ...alsoBy].join(', ')}</td></tr>
`;
  });
  return html`<h3>${title}</h3>
<p class="search" data-filters="${id}" hidden><label>Find a finding <input type="search"></label> <output></output></p>
<div class="scroll" tabindex="0" role="region" aria-label="${title}" id="${id}"><table><thead><tr><th scope="col">severity</th><th scope="col">finding</th><th scope="col">in</th><th scope="col">fixed in</th><th scope="col">where</th><th scope="col">what</th><th scope="col">by</th></tr></thead><tbody>${rows}</tbody></table></div>${cutNote(cut, 'finding')}`;
}
