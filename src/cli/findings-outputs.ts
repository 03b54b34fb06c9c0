import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { nodeFiles } from '../platform/files.ts';
import { StorageError } from '../platform/storage-error.ts';
import type { FindingsAssessment } from '../reports/findings/findings-assessment.ts';
import type { Inventory } from '../reports/findings/inventory.ts';
import { renderCycloneDx } from '../reports/findings/render/cyclonedx.ts';
import { renderFindingsJson } from '../reports/findings/render/findings-json.ts';
import { renderFindingsMarkdown } from '../reports/findings/render/findings-markdown.ts';
import { renderFindingsJunit } from '../reports/findings/render/junit.ts';
import { renderFindingsSarif } from '../reports/findings/render/sarif.ts';
import { renderSpdx } from '../reports/findings/render/spdx.ts';
import type { Invocation } from './commands/command.ts';
import { UsageError } from './exit-code.ts';
import { MARKDOWN_ROOM } from './markdown-room.ts';
import { ownPackage } from './version.ts';

export interface FindingsOutputOptions {
  readonly json?: string;
  readonly markdown?: string;
  readonly sarif?: string;
  readonly category?: string;
  readonly junit?: string;
  readonly cyclonedx?: string;
  readonly spdx?: string;
  /** Nobody asked for bills of materials: without packages there are none, and that is no mistake. */
  readonly billsWherePossible?: boolean;
}

/** Writes what was asked for, each file aside first. Paths are relative to the directory of the invocation. */
export async function writeFindingsOutputs(
  { directory, console }: Invocation,
  assessment: FindingsAssessment,
  options: FindingsOutputOptions,
): Promise<void> {
  const { version } = ownPackage();
  const { category } = options;
  const inventory = inventoryFor(assessment, options);
  const write = async (name: string | undefined, render: () => string): Promise<void> => {
    if (name === undefined) return;
    const path = resolve(directory, name);
    try {
      await nodeFiles.writeAtomic(path, render());
    } catch (error) {
      throw new StorageError(path, error);
    }
  };
  const markdown = (): string => renderFindingsMarkdown(assessment, MARKDOWN_ROOM);
  await write(options.json, () => renderFindingsJson(assessment));
  await write(options.sarif, () =>
    renderFindingsSarif(assessment, { version, ...(category !== undefined && { category }) }),
  );
  await write(options.junit, () => renderFindingsJunit(assessment));
  if (inventory === undefined && (options.cyclonedx ?? options.spdx) !== undefined)
    console.remark('There is no bill of materials: the scan lists no packages.');
  if (inventory !== undefined) {
    const bill = { version, now: Date.now() };
    await write(options.cyclonedx, () => renderCycloneDx(inventory, bill));
    await write(options.spdx, () => renderSpdx(inventory, bill));
  }
  await write(options.markdown, markdown);
  const page = process.env.GITHUB_ACTIONS === 'true' ? process.env.GITHUB_STEP_SUMMARY : undefined;
  if (!page) return;
  try {
    appendFileSync(page, `${markdown()}\n`);
  } catch (error) {
    throw new StorageError(page, error);
  }
}

/**
 * The inventory of the one report that has one. Throws a `UsageError` where there are several, or none though something was scanned; undefined where
 * nothing was: that is told by the gate.
 */
function inventoryFor(
  { readings, notScanned }: FindingsAssessment,
  { cyclonedx, spdx, billsWherePossible = false }: FindingsOutputOptions,
): Inventory | undefined {
  if (cyclonedx === undefined && spdx === undefined) return undefined;
  const option = cyclonedx === undefined ? '--spdx' : '--cyclonedx';
  const found = readings.flatMap(({ report }) => report.inventory ?? []);
  if (found.length > 1)
    throw new UsageError(`${option}: ${found.length} of the reports list packages`, 'Name one of them.');
  if (found.length === 0 && notScanned.length === 0 && !billsWherePossible)
    throw new UsageError(
      `${option}: none of the reports lists packages`,
      'Let Trivy list them: trivy … --format json --list-all-pkgs',
    );
  return found[0];
}
