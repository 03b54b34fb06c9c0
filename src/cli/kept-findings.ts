import { join, resolve } from 'node:path';
import { SourceFile } from '../diagnostics/source-file.ts';
import type { RunStore } from '../execution/run-store.ts';
import { findFiles } from '../platform/find-files.ts';
import { dirname, relative, toPosix } from '../platform/paths.ts';
import { assessFindings } from '../reports/findings/assess-findings.ts';
import type { FindingsPolicy } from '../reports/findings/findings-policy.ts';
import { findingsPart } from '../reports/findings/section/findings-part.ts';
import { readSuppressions, type Suppression } from '../reports/findings/suppressions.ts';
import type { RunState } from '../run/run-state.ts';
import type { Invocation } from './commands/command.ts';
import { DEFAULT_SUPPRESSIONS } from './findings-exceptions.ts';
import { readFindingsFiles } from './findings-inputs.ts';
import { type KeptPart, readKeptReports } from './kept-reports.ts';
import { openStore } from './workplace.ts';

/** The reports of scanners that the last run kept, relative to where the command was called; none when there is no run. */
export async function keptFindings(invocation: Invocation): Promise<readonly string[]> {
  const store = await openStore(invocation);
  const [last] = await store.list();
  if (last === undefined) return [];
  const folder = store.runPath(last, 'reports');
  const found = await findFiles(['*/findings/**'], folder);
  return found.map((file) => toPosix(relative(resolve(invocation.directory), join(folder, file))));
}

/** What scanners wrote in a run, by what the definition asks, as it stood when the run was over. */
export async function readKeptFindings(
  store: RunStore,
  state: RunState,
  policy: FindingsPolicy,
): Promise<KeptPart> {
  const kept = await readKeptReports(store, state, 'findings');
  if (kept.length === 0) return { part: undefined, diagnostics: [] };
  const root = dirname(store.root);
  const files = kept.flatMap(({ leg, files: own }) =>
    own.map(({ path, text }) => new SourceFile(`${leg}/${path}`, text, { quotable: false })),
  );
  const { readings, unread, diagnostics } = readFindingsFiles(files, { root });
  const tooLarge = kept.flatMap(({ diagnostics: told }) => told);
  const assessment = assessFindings({
    readings,
    unread: [
      ...unread,
      ...tooLarge.map(({ location, message }) => ({ file: location?.path ?? '', reason: message })),
    ],
    policy,
    suppressions: await suppressionsOf(store, root),
    now: state.finished?.time ?? state.time,
  });
  return { part: findingsPart(assessment), diagnostics: [...tooLarge, ...diagnostics] };
}

/** A file that is wrong holds nothing back: `report findings` says what is wrong with it. */
async function suppressionsOf(store: RunStore, root: string): Promise<readonly Suppression[]> {
  const text = await store.files.readText(join(root, DEFAULT_SUPPRESSIONS));
  const read = text === undefined ? undefined : readSuppressions(new SourceFile(DEFAULT_SUPPRESSIONS, text));
  return read?.ok === true ? read.value : [];
}
