import { writeFile } from 'node:fs/promises';
import { nodeFiles } from '../platform/files.ts';
import { join, resolve } from '../platform/paths.ts';
import type { CoverageModel } from '../reports/coverage/coverage-model.ts';
import { renderCobertura } from '../reports/coverage/render/cobertura-xml.ts';
import { renderCoverageMarkdown } from '../reports/coverage/render/coverage-markdown.ts';
import {
  renderCoverageIndex,
  renderSourcePage,
  SOURCE_PAGES,
  sourcePageName,
} from '../reports/coverage/render/coverage-pages.ts';
import { renderLcov } from '../reports/coverage/render/lcov-text.ts';
import type { CoverageRepository } from './coverage-repository.ts';
import { givenFolder, writeGivenFile } from './given-files.ts';
import { MARKDOWN_ROOM } from './markdown-room.ts';
import { appendStepSummary, stepSummaryPath } from './step-summary.ts';

export interface CoverageOutputOptions {
  readonly markdown?: string;
  readonly html?: string;
  readonly cobertura?: string;
  readonly lcov?: string;
  readonly save?: string;
}

/** Writes what was asked for, each file aside first, and pages as a whole. Paths are relative to `directory`. */
export async function writeCoverageOutputs(
  directory: string,
  model: CoverageModel,
  options: CoverageOutputOptions,
  repository: CoverageRepository,
): Promise<void> {
  const write = async (name: string | undefined, render: () => string): Promise<void> => {
    if (name !== undefined) await writeGivenFile(resolve(directory, name), render());
  };
  const markdown = (): string => `### Coverage\n\n${renderCoverageMarkdown(model, MARKDOWN_ROOM)}`;
  await write(options.markdown, markdown);
  const page = stepSummaryPath();
  // Who saves a part has a job to come that tells of all of them.
  if (page !== undefined && options.save === undefined) appendStepSummary(page, markdown());
  await write(options.cobertura, () => renderCobertura(model.coverage, repository.root));
  await write(options.lcov, () => renderLcov(model.coverage));
  if (options.html === undefined) return;
  await writePages(await givenFolder(directory, options.html), model, repository);
}

/** Of sources, which are read and written at once. */
const AT_ONCE = 64;

/** The first page comes last: a folder that has one has all the others. To rename each would take longer than all the rest. */
async function writePages(
  folder: string,
  model: CoverageModel,
  repository: CoverageRepository,
): Promise<void> {
  const { files, platforms } = model.coverage;
  const index = join(folder, 'index.html');
  await nodeFiles.remove(index);
  await nodeFiles.makeDirectory(join(folder, SOURCE_PAGES));
  for (let at = 0; at < files.length; at += AT_ONCE)
    await Promise.all(
      files.slice(at, at + AT_ONCE).map(async (file) => {
        const page = renderSourcePage(file, platforms, await repository.readSource(file.path));
        await writeFile(join(folder, sourcePageName(file.path)), page);
      }),
    );
  await nodeFiles.writeAtomic(index, renderCoverageIndex(model));
}
