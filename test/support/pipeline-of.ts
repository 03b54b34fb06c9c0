import { renderDiagnostics } from '../../src/diagnostics/render-diagnostic.ts';
import type { PipelineConfig } from '../../src/pipeline/config.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import { readPipeline } from '../../src/pipeline/read-pipeline.ts';

/** The pipeline of a definition that must be right; what is wrong with it is the failure's text. */
export function pipelineOf(config: Omit<PipelineConfig, 'project'> & { project?: string }): Pipeline {
  const result = readPipeline({ project: 'sample', ...config });
  if (!result.ok) throw new Error(renderDiagnostics(result.diagnostics));
  return result.value;
}
