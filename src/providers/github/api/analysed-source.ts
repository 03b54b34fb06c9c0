import type { BuildContext } from './build-context.ts';
import type { AnalysedSource } from './upload-sarif.ts';

/** What a person said, what the CI system says, and what is checked out. */
export interface SourceFacts {
  readonly commit: string | undefined;
  readonly ref: string | undefined;
  readonly context: BuildContext;
  readonly head: { readonly commit: string; readonly branch: string | undefined } | undefined;
}

/** As GitHub's OpenAPI description has them: `code-scanning-analysis-commit-sha` and `code-scanning-ref-full`, the latter in full. */
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;
const REF = /^refs\/(?:heads\/.+|tags\/.+|pull\/\d+\/(?:merge|head))$/;

/**
 * The commit and the ref that results are of, or what is lacking. What is checked out goes before what the CI system says: where a workflow for a
 * pull request has checked out its head and not the merge, that is what was looked at (github/codeql-action, src/git-utils.ts, getRef).
 */
export function analysedSource({
  commit,
  ref,
  context,
  head,
}: SourceFacts): AnalysedSource | { readonly lacking: string; readonly fix: string } {
  const looked = commit ?? head?.commit ?? context.commit;
  if (looked === undefined)
    return { lacking: 'it is not known which commit the results are of', fix: 'Name it: --commit <sha>.' };
  if (!COMMIT.test(looked))
    return { lacking: `'${looked}' is no whole id of a commit`, fix: 'Write all of its 40 digits.' };
  const name = ref ?? refOf(context, looked, head?.branch);
  if (name === undefined)
    return {
      lacking: 'it is not known which branch, tag or pull request the results are of',
      fix: 'Name it: --ref refs/heads/main.',
    };
  if (!REF.test(name))
    return {
      lacking: `'${name}' is no full name of a ref`,
      fix: 'Write it like refs/heads/main, refs/tags/v1.0.0, refs/pull/7/head or refs/pull/7/merge.',
    };
  return { commit: looked, ref: name };
}

function refOf(
  { ref, commit }: BuildContext,
  looked: string,
  branch: string | undefined,
): string | undefined {
  if (ref === undefined) return branch === undefined ? undefined : `refs/heads/${branch}`;
  return looked === commit ? ref : ref.replace(/^(refs\/pull\/\d+)\/merge$/, '$1/head');
}
