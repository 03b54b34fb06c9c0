import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { failure, type Result, success } from '../../diagnostics/result.ts';
import type { ReleaseAboutConfig } from '../../pipeline/config.ts';
import { releaseProblem } from '../build/release-problem.ts';
import type { ReleaseSubject } from '../manifest/release-manifest.ts';
import { type ProjectFacts, repositoryOf } from './project-facts.ts';

export interface AboutSources {
  readonly config: ReleaseAboutConfig;
  readonly facts: ProjectFacts;
  /** `owner/name` that the definition's documents tell of. */
  readonly documented: string | undefined;
  /** Address of the remote `origin`. */
  readonly origin: string | undefined;
}

/** What people are told of the project: the definition first, then manifests, then git. Everything that nobody says is named at once. */
export function aboutProject({ config, facts, documented, origin }: AboutSources): Result<ReleaseSubject> {
  const { about } = facts;
  const repository = repositoryOf(config.repository ?? about.repository ?? documented ?? origin) ?? '';
  const found = {
    description: config.description ?? about.description ?? '',
    repository,
    homepage: config.homepage ?? about.homepage ?? repository,
    license: config.license ?? about.license ?? '',
    authors: config.authors ?? about.authors,
  };
  const problems: Diagnostic[] = [];
  for (const name of ['description', 'repository', 'license'] as const)
    if (found[name] === '')
      problems.push(
        releaseProblem('release-about', `nothing says the ${name} of the project`, {
          at: ['about'],
          fix: `Say it in pyproject.toml or package.json, or as release.about.${name} in the definition.`,
        }),
      );
  for (const name of ['description', 'license'] as const)
    if (/[\r\n]/.test(found[name]))
      problems.push(
        releaseProblem('release-about', `the ${name} of the project has more than one line`, {
          at: ['about'],
          fix: `Say it in one line as release.about.${name}.`,
        }),
      );
  if (found.homepage !== '' && !URL.canParse(found.homepage))
    problems.push(
      releaseProblem('release-about', `the homepage '${found.homepage}' is no address`, {
        at: ['about'],
        fix: 'Write it with https:// in front.',
      }),
    );
  return problems.length > 0 ? failure(...problems) : success(found);
}
