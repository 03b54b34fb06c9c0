export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

/** What GitHub lets accounts and repositories be called; neither `.` nor `..`, which would be another address. */
const NAME = /^(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}$/;

/** `owner/name`; undefined when it is something else. */
export function readRepositoryName(text: string): RepositoryName | undefined {
  const [owner = '', name = '', ...more] = text.split('/');
  return more.length === 0 && NAME.test(owner) && NAME.test(name) ? { owner, name } : undefined;
}

/**
 * The repository that a remote of git names, when it is on `host`: `https://github.com/o/r.git`, `ssh://git@github.com/o/r` or
 * `git@github.com:o/r.git` (git-clone(1), "GIT URLS").
 */
export function repositoryOfRemote(url: string, host: string): RepositoryName | undefined {
  const [, scpHost, scpPath] = /^(?:[^/@:]+@)?([^/:]+):(?!\/\/)(.+)$/.exec(url) ?? [];
  const [at, path] =
    scpHost !== undefined && scpPath !== undefined
      ? [scpHost, scpPath]
      : URL.canParse(url)
        ? [new URL(url).hostname, new URL(url).pathname]
        : ['', ''];
  // GitHub's SSH over the HTTPS port (docs.github.com, "Using SSH over the HTTPS port").
  if (at.toLowerCase().replace(/^ssh\.github\.com$/, 'github.com') !== host.toLowerCase()) return undefined;
  return readRepositoryName(path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, ''));
}

/** The host that repositories of an API are on: `github.com` for `https://api.github.com`, `<host>` for `https://<host>/api/v3`. */
export function hostOfApi(api: URL): string {
  // Data residency: https://api.<name>.ghe.com is the API of https://<name>.ghe.com.
  return api.hostname.replace(/^api\.(?=github\.com$|.*\.ghe\.com$)/, '');
}
