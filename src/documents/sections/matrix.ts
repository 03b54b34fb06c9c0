import { executionMatrix, renderMatrixMarkdown } from '../../plan/execution-matrix.ts';
import type { DocumentSection } from './section.ts';

/** The test execution matrix, as `lockstep matrix --markdown` prints it. */
export const matrixSection: DocumentSection = {
  name: 'matrix',
  needsRepository: false,
  render: ({ pipeline, proof }) =>
    proof.claims.length === 0
      ? 'No event starts anything.'
      : renderMatrixMarkdown(executionMatrix(pipeline, proof)).trimEnd(),
};
