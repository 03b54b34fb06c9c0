import type { SystemName } from '../pipeline/config.ts';

/** Where a CI system keeps a secret. */
export type SecretPlace =
  | { readonly system: 'github'; readonly kind: 'repository' }
  /** Of one repository, guarded by its rules. */
  | { readonly system: 'github'; readonly kind: 'environment'; readonly name: string }
  /** Of the organisation, given to the repository. */
  | { readonly system: 'github'; readonly kind: 'organization' }
  /** Made by GitHub for each run: stored nowhere. */
  | { readonly system: 'github'; readonly kind: 'run' }
  | { readonly system: 'circleci'; readonly kind: 'context'; readonly name: string }
  | { readonly system: 'circleci'; readonly kind: 'project' };

/** What a system tells of a secret: never its value. Times are milliseconds since 1970. */
export interface StoredSecret {
  readonly name: string;
  readonly place: SecretPlace;
  readonly created: number | undefined;
  /** When it was last written; undefined where only the creation is told (project variables of CircleCI). */
  readonly updated: number | undefined;
}

/** The token that GitHub makes for each run. */
export const RUN_TOKEN = 'GITHUB_TOKEN';

export function placeText(place: SecretPlace): string {
  switch (place.kind) {
    case 'repository':
      return 'GitHub, repository';
    case 'environment':
      return `GitHub, environment ${place.name}`;
    case 'organization':
      return 'GitHub, organization';
    case 'run':
      return 'GitHub, made for each run';
    case 'context':
      return `CircleCI, context ${place.name}`;
    case 'project':
      return 'CircleCI, project';
    default:
      return place satisfies never;
  }
}

export function samePlace(one: SecretPlace, other: SecretPlace): boolean {
  return placeText(one) === placeText(other);
}

/** The place that a definition names for a secret of a job. */
export function wantedPlace(
  system: SystemName,
  secret: string,
  {
    environment,
    context,
  }: { readonly environment: string | undefined; readonly context: string | undefined },
): SecretPlace {
  if (system === 'circleci')
    return context === undefined ? { system, kind: 'project' } : { system, kind: 'context', name: context };
  if (secret === RUN_TOKEN) return { system, kind: 'run' };
  return environment === undefined
    ? { system, kind: 'repository' }
    : { system, kind: 'environment', name: environment };
}
