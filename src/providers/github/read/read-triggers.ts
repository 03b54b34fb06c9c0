import type { PipelineEvent } from '../../../plan/event.ts';
import type { Table } from '../../table.ts';
import { passes } from './filter-match.ts';

/** Why the event does not start a workflow with this `on`; undefined when it does. */
export function whySilent(on: Table, event: PipelineEvent): string | undefined {
  switch (event.kind) {
    case 'push': {
      const push = section(on, 'push');
      if (push === undefined || onlyTags(push)) return 'no push of a branch starts it';
      return whyNotBranch(push, event.branch) ?? whyNotPaths(push, event.changedFiles);
    }
    case 'tag': {
      const push = section(on, 'push');
      const tags = texts(push?.tags);
      if (push === undefined || (tags === undefined && hasBranches(push))) return 'no tag starts it';
      return tags === undefined || passes(tags, event.tag)
        ? undefined
        : `tag ${event.tag} is not ${tags.join(', ')}`;
    }
    case 'pull_request': {
      const pulls = section(on, 'pull_request');
      if (pulls === undefined) return 'no pull request starts it';
      return whyNotBranch(pulls, event.base) ?? whyNotPaths(pulls, event.changedFiles);
    }
    case 'release':
      return section(on, 'release') === undefined ? 'no release starts it' : undefined;
    case 'manual':
      return section(on, 'workflow_dispatch') === undefined ? 'nobody can start it' : undefined;
    case 'schedule': {
      const crons = (Array.isArray(on.schedule) ? on.schedule : []).map((one: Table) => one.cron);
      return crons.includes(event.cron) ? undefined : 'it is not its time';
    }
    case 'local':
      return 'GitHub Actions runs nothing here';
    default:
      return event satisfies never;
  }
}

/** A trigger without anything said about it is there all the same. */
function section(on: Table, name: string): Table | undefined {
  if (!(name in on)) return undefined;
  return (on[name] ?? {}) as Table;
}

/** docs.github.com, "on.push": with filters for one kind of ref alone, the other kind starts nothing. */
function onlyTags(push: Table): boolean {
  return !hasBranches(push) && (push.tags !== undefined || push['tags-ignore'] !== undefined);
}

function hasBranches(push: Table): boolean {
  return push.branches !== undefined || push['branches-ignore'] !== undefined;
}

function whyNotBranch(filter: Table, branch: string): string | undefined {
  const [branches, ignored] = [texts(filter.branches), texts(filter['branches-ignore'])];
  if (branches !== undefined && !passes(branches, branch))
    return `branch ${branch} is not ${branches.join(', ')}`;
  return ignored !== undefined && passes(ignored, branch) ? `branch ${branch} is ignored` : undefined;
}

/** One changed file is enough; without a list of them everything may have changed. */
function whyNotPaths(filter: Table, changed: readonly string[] | undefined): string | undefined {
  const paths = texts(filter.paths);
  if (paths === undefined || changed === undefined || changed.some((file) => passes(paths, file)))
    return undefined;
  return `no changed file is in ${paths.join(', ')}`;
}

function texts(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
