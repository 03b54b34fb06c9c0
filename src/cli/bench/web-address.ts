import { systemGit } from '../../platform/git.ts';

/** Where people look at a repository: `https://github.com/owner/name` of whatever address git fetches it from. Undefined for a folder, or none. */
export async function webAddress(directory: string): Promise<string | undefined> {
  const remote = await systemGit.originUrl(directory);
  return remote === undefined ? undefined : webAddressOf(remote);
}

/** Forms of git-clone(1), "GIT URLS". Names and passwords in them are no part of what is shown. */
export function webAddressOf(remote: string): string | undefined {
  const [, host, path] =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([\w.-]+)(?::\d+)?\/(.+?)(?:\.git)?\/?$/u.exec(remote) ??
    /^(?:[\w.-]+@)([\w.-]+):(?!\/\/)\/?(.+?)(?:\.git)?\/?$/u.exec(remote) ??
    [];
  if (host === undefined || path === undefined || !/^[\w.-]+(?:\/[\w.-]+){1,3}$/u.test(path))
    return undefined;
  return `https://${host.toLowerCase()}/${path}`;
}
