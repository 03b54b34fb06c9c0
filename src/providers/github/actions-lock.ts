import { findNodeAtLocation, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { major, valid } from 'semver';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { failure, type Result, success } from '../../diagnostics/result.ts';
import type { SourceFile } from '../../diagnostics/source-file.ts';
import type { ActionsLock } from '../provider.ts';
import { GITHUB_ACTIONS } from './actions.ts';
import type { GithubCode } from './diagnostic-codes.ts';

/** Beside the definition: which commit each action is used at, until somebody asks for newer ones. */
export const LOCK_FILE = 'lockstep.lock';

const FORMAT = 1;
const AGAIN = `Settle the conflict if it is one; or remove the file, and 'lockstep generate' writes it anew.`;

/** What a project has locked. Everything wrong with the file at once, with its places. */
export function readActionsLock(file: SourceFile): Result<ActionsLock> {
  const errors: ParseError[] = [];
  const tree = parseTree(file.text, errors);
  const [first] = errors;
  const at = (node: Node | undefined) => node && { start: node.offset, end: node.offset + node.length };
  const fault = (
    message: string,
    span: { start: number; end: number } | undefined,
    fix = AGAIN,
  ): Diagnostic => ({
    code: 'actions-lock-invalid' satisfies GithubCode,
    severity: 'error',
    message,
    location: { path: file.path, ...(span && { span }) },
    fix,
  });
  if (tree === undefined || first !== undefined) {
    const span = first && { start: first.offset, end: first.offset + Math.max(1, first.length) };
    return failure(fault(`${LOCK_FILE} is no JSON.`, span));
  }
  const format = findNodeAtLocation(tree, ['version']);
  if (format?.value !== FORMAT)
    return failure(
      fault(
        `${LOCK_FILE} has another format than this lockstep knows.`,
        at(format ?? tree),
        'Use the lockstep that wrote it, or a newer one.',
      ),
    );
  const entries = findNodeAtLocation(tree, ['actions']);
  if (entries?.type !== 'object')
    return failure(fault(`${LOCK_FILE} has no 'actions'.`, at(entries ?? tree)));
  const lock: Record<string, { version: string; sha: string }> = {};
  const faults: Diagnostic[] = [];
  for (const { children: [key, value] = [] } of entries.children ?? []) {
    const name = String(key?.value);
    const version = value && findNodeAtLocation(value, ['version']);
    const sha = value && findNodeAtLocation(value, ['sha']);
    if (!/^[\w.-]+\/[\w.-]+$/.test(name))
      faults.push(fault(`'${name}' is no action: owner/name is.`, at(key)));
    else if (typeof version?.value !== 'string' || valid(version.value) === null)
      faults.push(fault(`The version of ${name} is none such as v1.2.3.`, at(version ?? key)));
    else if (typeof sha?.value !== 'string' || !/^[0-9a-f]{40}$/.test(sha.value))
      faults.push(fault(`${name} is not locked to a commit of 40 hexadecimal digits.`, at(sha ?? key)));
    else lock[name] = { version: version.value, sha: sha.value };
  }
  return faults.length > 0 ? failure(...faults) : success(lock);
}

/** The same bytes for the same lock, sorted by name, two entries' changes on lines of their own. */
export function printActionsLock(lock: ActionsLock): string {
  const actions = Object.fromEntries(Object.entries(lock).sort(([one], [two]) => (one < two ? -1 : 1)));
  return `${JSON.stringify({ version: FORMAT, actions }, null, 2)}\n`;
}

/** What the project has locked, and for the rest what lockstep comes with: a new lockstep moves nobody's actions. */
export function withShipped(own: ActionsLock): ActionsLock {
  return { ...GITHUB_ACTIONS, ...own };
}

/** lockstep knows what inputs an action of one major version takes; of another it can only guess. */
export function checkMajors(lock: ActionsLock, used: readonly string[]): readonly Diagnostic[] {
  return used.flatMap((name): readonly Diagnostic[] => {
    const [shipped, locked] = [GITHUB_ACTIONS[name], lock[name]];
    if (shipped === undefined || locked === undefined) return [];
    if (major(shipped.version) === major(locked.version)) return [];
    return [
      {
        code: 'action-of-other-major' satisfies GithubCode,
        severity: 'error',
        message: `${LOCK_FILE} has ${name} ${locked.version}, and lockstep writes workflows for v${major(shipped.version)}.`,
        location: { path: LOCK_FILE },
        fix: `Run 'lockstep generate --update-actions'; or remove the entry to get ${shipped.version}, which lockstep comes with.`,
      },
    ];
  });
}
