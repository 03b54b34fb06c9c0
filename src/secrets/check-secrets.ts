import { parseDuration } from '../pipeline/duration.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { SecretUse } from './inventory.ts';
import type { RotationRecord } from './rotation-record.ts';
import { placeText, RUN_TOKEN, type SecretPlace, type StoredSecret, samePlace } from './secret-place.ts';

/** One thing that is wrong, or worth knowing; nobody's value is in it. */
export interface SecretFinding {
  readonly code: SecretCode;
  /** `failed`: must be mended. `warned`: soon, or better so. */
  readonly severity: 'failed' | 'warned';
  readonly secret: string;
  /** One sentence. */
  readonly message: string;
  readonly fix: string;
}

export const SECRET_CODES = [
  'secret-missing',
  'secret-unreferenced',
  'secret-wrong-scope',
  'secret-old',
  'secret-ageing',
  'secret-half-rotated',
  'secret-old-value-alive',
  'secret-expires',
  'secret-needless',
  'secret-not-declared',
] as const;
export type SecretCode = (typeof SECRET_CODES)[number];

/** When a credential ends, in milliseconds since 1970; `refused` when it is not taken any more, whenever it ended. */
export type TokenEnd = number | 'refused';

export interface SecretFacts {
  readonly pipeline: Pipeline;
  readonly uses: readonly SecretUse[];
  readonly stored: readonly StoredSecret[];
  /** Places whose secrets could not be seen: nothing is said of what is lacking there. */
  readonly unseen: readonly SecretPlace[];
  readonly record: RotationRecord;
  /** By the secret's name, for values that are at hand: when the credential itself ends. */
  readonly expiries: ReadonlyMap<string, TokenEnd>;
  readonly now: number;
}

const DAY = 86_400_000;
/** Unless the definition says how old a secret may become. */
const OLD = 90 * DAY;
/** Of the time that a secret has, the part after which it is warned of: 75 of 90 days. */
const AGEING = 75 / 90;
/** Two places written by one rotation are not further apart. */
const ONE_ROTATION = 3 * DAY;
/** Days before its end that a credential is warned of. */
const EXPIRES_SOON = 14 * DAY;

/** All findings, the worst first, then by name. */
export function checkSecrets(facts: SecretFacts): readonly SecretFinding[] {
  const found = [
    ...missing(facts),
    ...unreferenced(facts),
    ...ages(facts),
    ...halfRotated(facts),
    ...expiring(facts),
    ...needless(facts),
    ...notDeclared(facts),
  ];
  const rank = ({ severity, secret, code }: SecretFinding): string => `${severity} ${secret} ${code}`;
  return found.sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
}

/** Each place that the jobs look in, with the jobs. */
function wanted(
  uses: readonly SecretUse[],
): readonly { secret: string; place: SecretPlace; jobs: string[] }[] {
  const places = new Map<string, { secret: string; place: SecretPlace; jobs: string[] }>();
  for (const { secret, place, job } of uses) {
    if (place.kind === 'run') continue;
    const key = `${secret} ${placeText(place)}`;
    const entry = places.get(key) ?? { secret, place, jobs: [] };
    if (!entry.jobs.includes(job)) entry.jobs.push(job);
    places.set(key, entry);
  }
  return [...places.values()];
}

/** Where GitHub looks when the environment has none: the repository, then the organisation. CircleCI puts all into one environment. */
function answersFor(place: SecretPlace, stored: StoredSecret): boolean {
  return (
    place.system === stored.place.system &&
    (place.system !== 'circleci' || place.kind === 'context' || stored.place.kind === 'project')
  );
}

function missing({ uses, stored, unseen }: SecretFacts): readonly SecretFinding[] {
  return wanted(uses).flatMap(({ secret, place, jobs }): SecretFinding[] => {
    const all = stored.filter(({ name }) => name === secret);
    if (all.some((one) => samePlace(one.place, place)) || unseen.some((one) => samePlace(one, place)))
      return [];
    const elsewhere = all.filter((one) => one.place.system === place.system);
    const where = placeText(place);
    if (elsewhere.length === 0)
      return [
        {
          ...{ code: 'secret-missing', severity: 'failed', secret },
          message: `${secret} is not in ${where}, where ${jobs.join(', ')} ${jobs.length === 1 ? 'looks' : 'look'} for it.`,
          fix: `Store it there: lockstep secrets rotate ${secret}.`,
        },
      ];
    const there = elsewhere.map((one) => placeText(one.place)).join(' and ');
    const wide = elsewhere.some((one) => answersFor(place, one));
    return [
      {
        ...{ code: 'secret-wrong-scope', severity: 'failed', secret },
        message: `${secret} is in ${there}, and the definition says ${where}${wide ? ': more can read it than ought to' : ''}.`,
        fix: `Store it in ${where}, and remove it from ${there}; or say in the definition where it is.`,
      },
    ];
  });
}

function unreferenced({ uses, stored, pipeline }: SecretFacts): readonly SecretFinding[] {
  const used = new Set(uses.map(({ secret }) => secret));
  const receivers = JSON.stringify(pipeline.notify);
  return stored
    .filter(
      ({ name, place }) =>
        !used.has(name) && place.kind !== 'organization' && !receivers.includes(`"${name}"`),
    )
    .map(({ name, place }) => ({
      ...{ code: 'secret-unreferenced', severity: 'warned', secret: name },
      message: `${name} is in ${placeText(place)}, and no job of the definition uses it.`,
      fix: 'Revoke it where it was made, and remove it; what nobody uses can only be stolen.',
    }));
}

function ages({ pipeline, stored, now }: SecretFacts): readonly SecretFinding[] {
  return stored.flatMap(({ name, place, created, updated }): SecretFinding[] => {
    const declared = pipeline.secrets.find((one) => one.name === name);
    const since = updated ?? created;
    if (declared === undefined || since === undefined) return [];
    const { rotate } = declared.policy;
    const most = (rotate === undefined ? undefined : parseDuration(rotate)) ?? OLD;
    const age = now - since;
    if (age < most * AGEING) return [];
    const isOld = age >= most;
    return [
      {
        code: isOld ? 'secret-old' : 'secret-ageing',
        severity: isOld ? 'failed' : 'warned',
        secret: name,
        message: `${name} was stored in ${placeText(place)} ${days(age)} ago; ${days(most)} are allowed. That is the age of storage, not of the credential.`,
        fix: `lockstep secrets rotate ${name}`,
      },
    ];
  });
}

/** One credential in several places, of which only some have the new one. */
function halfRotated({ uses, stored, record }: SecretFacts): readonly SecretFinding[] {
  const names = [...new Set(uses.map(({ secret }) => secret))].filter((name) => name !== RUN_TOKEN);
  return names.flatMap((secret): SecretFinding[] => {
    const found: SecretFinding[] = [];
    const entry = Object.hasOwn(record.secrets, secret) ? record.secrets[secret] : undefined;
    const places = wanted(uses).filter((one) => one.secret === secret);
    const times = places.flatMap(({ place }) => {
      const one = stored.find(({ name, place: at }) => name === secret && samePlace(at, place));
      const since = one && (one.updated ?? one.created);
      return since === undefined ? [] : [{ place, since }];
    });
    times.sort((one, other) => one.since - other.since);
    const [first, last] = [times[0], times.at(-1)];
    const apart = first === undefined || last === undefined ? 0 : last.since - first.since;
    const begun = entry !== undefined && entry.completed === undefined;
    if (begun || (apart > ONE_ROTATION && first !== undefined && last !== undefined))
      found.push({
        ...{ code: 'secret-half-rotated', severity: 'failed', secret },
        message: begun
          ? `The rotation of ${secret} that began on ${entry.began.slice(0, 10)} has not reached all places.`
          : `${secret} was written to ${placeText(last?.place ?? NOWHERE)} ${days(apart)} after ${placeText(first?.place ?? NOWHERE)}: one of them may have the old value.`,
        fix: `lockstep secrets rotate ${secret} writes all of its places.`,
      });
    if (entry?.completed !== undefined && entry.oldRevoked === undefined)
      found.push({
        ...{ code: 'secret-old-value-alive', severity: 'warned', secret },
        message: `${secret} was rotated on ${entry.completed.slice(0, 10)}, and nobody has said that the old value was revoked.`,
        fix: `Revoke it where it was made, then: lockstep secrets rotate ${secret} --revoked.`,
      });
    return found;
  });
}

const NOWHERE: SecretPlace = { system: 'github', kind: 'repository' };

function expiring({ expiries, now }: SecretFacts): readonly SecretFinding[] {
  return [...expiries].flatMap(([secret, end]): SecretFinding[] => {
    if (end !== 'refused' && end - now > EXPIRES_SOON) return [];
    const isOver = end === 'refused' || end <= now;
    const date = end === 'refused' ? '' : new Date(end).toISOString().slice(0, 10);
    const over =
      end === 'refused' ? 'is not taken any more: it expired, or was revoked' : `expired on ${date}`;
    return [
      {
        ...{ code: 'secret-expires', severity: isOver ? 'failed' : 'warned', secret },
        message: `${secret} ${isOver ? over : `expires on ${date}`}.`,
        fix: `Make a new one, then: lockstep secrets rotate ${secret}.`,
      },
    ];
  });
}

function needless({ uses }: SecretFacts): readonly SecretFinding[] {
  const told = new Set<string>();
  return uses.flatMap(({ secret, system, job, operation }): SecretFinding[] => {
    const way = operation?.oidc?.[system];
    if (way === undefined || told.has(secret)) return [];
    told.add(secret);
    return [
      {
        ...{ code: 'secret-needless', severity: 'warned', secret },
        message: `${job} could ${operation?.title} without ${secret}.`,
        fix: `OpenID Connect: ${way}.`,
      },
    ];
  });
}

function notDeclared({ uses }: SecretFacts): readonly SecretFinding[] {
  return uses
    .filter(({ declared }) => !declared)
    .map(({ secret, job, system }) => ({
      ...{ code: 'secret-not-declared', severity: 'failed', secret },
      message: `The files of ${system === 'github' ? 'GitHub Actions' : 'CircleCI'} give ${secret} to ${job}, and the definition does not.`,
      fix: `Name it among the job's secrets, or take it out of the raw block.`,
    }));
}

function days(ms: number): string {
  const count = Math.floor(ms / DAY);
  return count === 1 ? '1 day' : `${count} days`;
}
