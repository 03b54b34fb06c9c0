import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, beforeEach } from 'node:test';
import { ACTIONS_BOT, GithubServer } from './github-server.ts';
import { Checkout, type Ended } from './lockstep-command.ts';

export const TOKEN = 'ghs_0123456789abcdefSECRET';

/** A git repository whose `origin` is the server's, and the variables of a workflow there, for `lockstep upload`. */
export class GithubCheckout {
  readonly checkout: Checkout;
  readonly #server: GithubServer;

  constructor(server: GithubServer, files: Readonly<Record<string, string>> = {}) {
    this.#server = server;
    server.tokens.set(TOKEN, { account: ACTIONS_BOT, comments: true, codeScanning: true });
    this.checkout = new Checkout(files);
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', 'as it is');
    this.git('remote', 'add', 'origin', `https://127.0.0.1/${server.repository}.git`);
  }

  get head(): string {
    return this.git('rev-parse', 'HEAD');
  }

  git(...args: string[]): string {
    const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
    const { status, stdout, stderr } = spawnSync('git', [...who, ...args], {
      cwd: this.checkout.path,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  /** `lockstep upload …`, with a token unless `env` takes it away. No program `gh` knows another one. */
  upload(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const nowhere = {
      CIRCLE_TAG: '',
      CIRCLE_BRANCH: '',
      CIRCLE_PULL_REQUEST: '',
      CIRCLE_PULL_REQUESTS: '',
      CIRCLE_PR_NUMBER: '',
    };
    const variables = {
      ...nowhere,
      GITHUB_API_URL: this.#server.url,
      GITHUB_TOKEN: TOKEN,
      GH_TOKEN: '',
      GH_CONFIG_DIR: this.checkout.path,
      LANG: 'C.UTF-8',
      ...env,
    };
    return this.checkout.start(['--color', 'never', 'upload', ...args], { env: variables }).ended;
  }

  /** The variables of a workflow's run for a pull request (docs.github.com, "Variables reference"). */
  workflow(pull: number, event?: unknown): Record<string, string> {
    this.checkout.write('event.json', JSON.stringify(event ?? { pull_request: { number: pull } }));
    return {
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: this.#server.repository,
      GITHUB_REF: `refs/pull/${pull}/merge`,
      GITHUB_SHA: this.head,
      GITHUB_EVENT_PATH: `${this.checkout.path}/event.json`,
      GITHUB_STEP_SUMMARY: '',
    };
  }
}

/** The event of pull request 7, which comes from somebody else's repository. */
export const FROM_FORK = {
  pull_request: {
    number: 7,
    head: { repo: { full_name: 'mallory/octo-repo' } },
    base: { repo: { full_name: 'octo-org/octo-repo' } },
  },
};

/** Without the fence around what others wrote, whose token is another one each time. */
export function unfenced(text: string): string {
  return text.replace(/^::(?:stop-commands::)?[0-9a-f]{32}(?:::)?\n/gm, '');
}

/**
 * For the tests of one command of `upload`: a server, and for each test a checkout of its own and a server that has seen nothing. At the end, no
 * output of any of them may have had the token in it.
 */
export class UploadTrial {
  server!: GithubServer;
  work!: GithubCheckout;
  readonly #command: 'comment' | 'sarif';
  readonly #printed: string[] = [];

  constructor(command: 'comment' | 'sarif', files: () => Readonly<Record<string, string>>) {
    this.#command = command;
    before(async () => {
      this.server = await GithubServer.start();
    });
    beforeEach(() => {
      this.work?.checkout.remove();
      this.server.forget();
      this.work = new GithubCheckout(this.server, files());
    });
    after(async () => {
      this.work.checkout.remove();
      await this.server.close();
      for (const text of this.#printed)
        assert.ok(!text.includes(TOKEN), `the token is in the output:\n${text}`);
    });
  }

  async upload(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const ended = await this.work.upload([this.#command, ...args], env);
    this.#printed.push(ended.out, ended.err);
    return ended;
  }
}
