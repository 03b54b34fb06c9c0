import type { Pipeline } from '../../pipeline/pipeline.ts';
import type { OwnershipProof } from '../../plan/ownership.ts';

/** What a section is made from. */
export interface SectionContext {
  readonly pipeline: Pipeline;
  readonly proof: OwnershipProof;
}

/**
 * One kind of text that documents have between markers. It is made from the definition alone, so that the same definition gives the
 * same text everywhere; and whatever stands in the definition, it has no line that could be taken for a marker.
 */
export interface DocumentSection {
  /** As it stands in the marker: `<!-- lockstep:matrix -->`. */
  readonly name: string;
  /** Whether it can be made only when the definition names the repository. */
  readonly needsRepository: boolean;
  /** Markdown, lines ended by `\n`, without a line break at the end. */
  readonly render: (context: SectionContext) => string;
}
