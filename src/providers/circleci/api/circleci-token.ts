import { parse } from 'yaml';

export interface FoundCircleToken {
  readonly token: string;
  /** Where it comes from, for people. */
  readonly from: string;
  /** The server that the same source names. */
  readonly host: string | undefined;
}

/** Visible ASCII: what a header can hold (RFC 9110, section 5.5). */
const TOKEN = /^[\x21-\x7e]+$/;

/** In this order; the last two are what CircleCI's own command line program listens to. */
const VARIABLES = ['CIRCLE_TOKEN', 'CIRCLECI_TOKEN', 'CIRCLECI_CLI_TOKEN'] as const;

export interface TokenSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The home directory. */
  readonly home: string;
  /** Undefined when there is no such file. */
  readText(path: string): Promise<string | undefined>;
  join(...parts: readonly string[]): string;
}

/**
 * The token to ask CircleCI with: of a variable, or of the configuration of its command line program, `circleci/config.yml` of version 1
 * (CircleCI-Public/circleci-cli, internal/config) or `.circleci/cli.yml` of version 0 (settings/settings.go). `unusable` names where
 * something stands that no token can be; the value itself is never told.
 */
export async function findCircleToken(
  surroundings: TokenSurroundings,
): Promise<FoundCircleToken | { readonly unusable: string } | undefined> {
  const { env, home, join, readText } = surroundings;
  for (const from of VARIABLES) {
    const token = env[from]?.trim() ?? '';
    if (token !== '') return TOKEN.test(token) ? { token, from, host: undefined } : { unusable: from };
  }
  const configuration = env.XDG_CONFIG_HOME || join(home, '.config');
  for (const path of [join(configuration, 'circleci', 'config.yml'), join(home, '.circleci', 'cli.yml')]) {
    const { token, host } = settingsOf(await readText(path).catch(() => undefined));
    if (token === undefined) continue;
    return TOKEN.test(token) ? { token, from: path, host } : { unusable: path };
  }
  return undefined;
}

function settingsOf(text: string | undefined): { token?: string; host?: string } {
  if (text === undefined) return {};
  try {
    const { token, host } = (parse(text) ?? {}) as { token?: unknown; host?: unknown };
    return {
      ...(typeof token === 'string' && token.trim() !== '' && { token: token.trim() }),
      ...(typeof host === 'string' && host !== '' && { host }),
    };
  } catch {
    return {};
  }
}
