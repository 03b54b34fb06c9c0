import { appendFileSync } from 'node:fs';
import { nodeFiles } from '../platform/files.ts';
import { join, resolve } from '../platform/paths.ts';
import type { CoverageModel } from '../reports/coverage/coverage-model.ts';
import { renderCobertura } from '../reports/coverage/render/cobertura-xml.ts';
import { renderCoverageMarkdown } from '../reports/coverage/render/coverage-markdown.ts';
import {
  renderCoverageIndex,
  renderSourcePage,
  sourcePageName,
} from '../reports/coverage/render/coverage-pages.ts';
import { renderLcov } from '../reports/coverage/render/lcov-text.ts';
import type { CoverageRepository } from './coverage-repository.ts';

export interface CoverageOutputOptions {
  readonly markdown?: string;
  readonly html?: string;
  readonly cobertura?: string;
  readonly lcov?: string;
  readonly save?: string;
}

/** GitHub takes job summaries of 1 MiB; a comment may have 65,536 characters. */
const MARKDOWN_ROOM = 60_000;

/** Writes what was asked for, each file aside first. Paths are relative to `directory`. */
export async function writeCoverageOutputs(
  directory: string,
  model: CoverageModel,
  options: CoverageOutputOptions,
  repository: CoverageRepository,
): Promise<void> {
  const write = async (name: string | undefined, render: () => string): Promise<void> => {
    if (name !== undefined) await nodeFiles.writeAtomic(resolve(directory, name), render());
  };
  const markdown = (): string => `### Coverage\n\n${renderCoverageMarkdown(model, MARKDOWN_ROOM)}`;
  await write(options.markdown, markdown);
  const page = process.env.GITHUB_ACTIONS === 'true' ? process.env.GITHUB_STEP_SUMMARY : undefined;
  // Who saves a part has a job to come that tells of all of them.
  if (page && options.save === undefined) appendFileSync(page, markdown());
  await write(options.cobertura, () => renderCobertura(model.coverage, repository.root));
  await write(options.lcov, () => renderLcov(model.coverage));
  if (options.html === undefined) return;
  const folder = resolve(directory, options.html);
  for (const file of model.coverage.files) {
    const source = await repository.readSource(file.path);
    const page = renderSourcePage(file, model.coverage.platforms, source);
    await nodeFiles.writeAtomic(join(folder, sourcePageName(file.path)), page);
  }
  await nodeFiles.writeAtomic(join(folder, 'index.html'), renderCoverageIndex(model));
}
