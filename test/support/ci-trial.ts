import assert from 'node:assert/strict';
import { after, beforeEach } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ActionsServer } from './actions-server.ts';
import { CircleciServer } from './circleci-server.ts';
import { GithubCheckout, TOKEN } from './github-checkout.ts';
import type { Ended, Started } from './lockstep-command.ts';

const CIRCLE_TOKEN = 'CCIPAT_0123456789abcdefSECRET';

/**
 * For tests of commands that ask both CI systems: a server of each, new for every test, and a checkout whose `origin` GitHub's is. At the
 * end, no output may have had a token in it, and no token may have gone where files are kept.
 */
export class CiTrial {
  github!: ActionsServer;
  circleci!: CircleciServer;
  work!: GithubCheckout;
  readonly #printed: string[] = [];

  constructor(files: () => Readonly<Record<string, string>> = () => ({})) {
    beforeEach(async () => {
      await this.#close();
      this.github = await new ActionsServer().listen();
      this.circleci = await new CircleciServer().listen();
      this.github.tokens.set(TOKEN, { read: true, write: true, statuses: true });
      this.circleci.tokens.set(CIRCLE_TOKEN, { write: true });
      this.work = new GithubCheckout({ repository: this.github.repository, tokens: new Map() }, files());
    });
    after(async () => {
      for (const text of this.#printed)
        for (const token of [TOKEN, CIRCLE_TOKEN])
          assert.ok(!text.includes(token), `a token is in the output:\n${text.slice(0, 2000)}`);
      await this.#close();
    });
  }

  /** The built command, with both tokens unless `env` takes them away. */
  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
    return this.work.checkout.start(['--color', 'never', ...args], {
      env: {
        GITHUB_API_URL: this.github.url,
        GITHUB_REPOSITORY: '',
        GITHUB_ACTIONS: '',
        GITHUB_TOKEN: TOKEN,
        GH_TOKEN: '',
        GH_CONFIG_DIR: this.work.checkout.path,
        XDG_CONFIG_HOME: this.work.checkout.path,
        HOME: this.work.checkout.path,
        CIRCLECI_HOST: this.circleci.url,
        CIRCLE_TOKEN,
        CIRCLECI_TOKEN: '',
        CIRCLECI_CLI_TOKEN: '',
        CIRCLE_PROJECT_ID: '',
        LANG: 'C.UTF-8',
        ...env,
      },
    });
  }

  async lockstep(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const ended = await this.start(args, env).ended;
    this.#printed.push(ended.out, ended.err);
    return ended;
  }

  /** Waits until something is so; not for ever. */
  async until(isSo: () => boolean): Promise<void> {
    for (const end = Date.now() + 20_000; !isSo(); ) {
      assert.ok(Date.now() < end, 'it never came to be so');
      await sleep(20);
    }
  }

  async #close(): Promise<void> {
    this.work?.checkout.remove();
    await this.github?.close();
    await this.circleci?.close();
  }
}
