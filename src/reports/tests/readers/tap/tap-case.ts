import type { CappedTexts } from '../../capped-text.ts';
import { failurePlace } from '../../failure-place.ts';
import {
  identityPart,
  identityPath,
  identityText,
  splitParams,
  type TestIdentity,
} from '../../test-identity.ts';
import {
  isFailed,
  NO_EARLIER,
  type TestCase,
  type TestFailure,
  type TestLocation,
  type TestOutcome,
} from '../../test-report.ts';
import type { TapPoint } from './tap-line.ts';
import { type PointDetails, readPointDetails } from './yaml-block.ts';

/** A test of a TAP stream. */
export interface TapEntry {
  readonly suites: readonly string[];
  readonly name: string;
  readonly point?: TapPoint;
  /** The lines of its YAML block. */
  readonly details?: readonly string[];
  /** The directive of a test around it. */
  readonly around?: TapPoint['directive'];
  /** It is none, but the line with which all ended. */
  readonly bail?: string;
}

export function tapCase(entry: TapEntry, texts: CappedTexts): TestCase {
  const identity = identityOf(entry);
  const { point, details = [], bail } = entry;
  const known = readPointDetails(details);
  const outcome = bail === undefined ? outcomeOf(entry) : 'error';
  const directive = point?.directive ?? entry.around;
  const duration = known.duration ?? point?.duration;
  const failed = isFailed(outcome);
  const failure = failed ? failureOf(known, details, { texts, bail }) : undefined;
  const location = placeOf(known) ?? (failure && failurePlace(failure));
  return {
    id: identityText(identity),
    identity,
    outcome,
    ...(duration !== undefined && { duration }),
    ...(failure !== undefined && { failure }),
    ...(directive !== undefined && directive.reason !== '' && { reason: texts.message(directive.reason) }),
    ...(location !== undefined && { location }),
    earlier: NO_EARLIER,
  };
}

function outcomeOf({ point, around }: TapEntry): TestOutcome {
  const directive = around ?? point?.directive;
  if (directive?.kind === 'todo') return 'todo';
  if (directive?.kind === 'skip') return 'skipped';
  return point?.ok === false ? 'failed' : 'passed';
}

const PATH = /^[^\s"'<>|]+\.[cm]?[jt]sx?$/;

/** vitest's outermost suite is the file, and in `tap-flat` the first of the names that ` > ` joins. */
function identityOf({ suites, name }: TapEntry): TestIdentity {
  const parts = [...suites, ...name.split(' > ')].map(identityPart);
  const own = parts.pop() ?? '';
  const [first] = parts;
  const hasFile = first !== undefined && PATH.test(first);
  return {
    ...(hasFile && { file: identityPath(first) }),
    suites: hasFile ? parts.slice(1) : parts,
    ...splitParams(own === '' ? 'a test without a name' : own),
  };
}

function failureOf(
  known: PointDetails,
  details: readonly string[],
  { texts, bail }: { readonly texts: CappedTexts; readonly bail: string | undefined },
): TestFailure {
  return {
    message: texts.message(bail ?? known.message ?? ''),
    ...(known.type !== undefined && { type: known.type }),
    ...(details.length > 0 && { text: texts.text(details.join('\n')) }),
  };
}

function placeOf({ place }: PointDetails): TestLocation | undefined {
  const [, path, line] = /^(?:file:\/\/)?(.+?):(\d{1,9})(?::\d{1,9})?$/.exec(place ?? '') ?? [];
  return path === undefined ? undefined : { path: identityPath(path), line: Number(line) };
}
