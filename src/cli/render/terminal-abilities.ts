/** What decides how output looks; the environment is given so that nothing reads it in secret. */
export interface TerminalQuestion {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Is the stream a terminal? */
  readonly tty: boolean;
  readonly os: 'linux' | 'macos' | 'windows';
  /** `--color`. */
  readonly color?: 'auto' | 'always' | 'never';
}

/**
 * Colours or not. In this order: `--color`; `FORCE_COLOR` (`0` and `false` mean no), which beats `NO_COLOR` as it does in Node
 * (nodejs.org, tty `getColorDepth`); `NO_COLOR` with any text (no-color.org); `TERM=dumb`; a terminal; the CI systems whose
 * log pages show colours.
 */
export function wantsColor({ env, tty, color = 'auto' }: TerminalQuestion): boolean {
  if (color !== 'auto') return color === 'always';
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (isSet(env.NO_COLOR)) return false;
  if (env.TERM === 'dumb') return false;
  return tty || env.GITHUB_ACTIONS === 'true' || env.CIRCLECI === 'true';
}

/**
 * May glyphs outside ASCII be drawn? Not on the legacy Windows console (Windows Terminal sets WT_SESSION, other modern
 * terminals TERM_PROGRAM or TERM), not in a locale that is known to be no UTF-8 one, and not for somebody who asked for plainness
 * by NO_COLOR. On macOS and in CI an unset locale says nothing: there the readers show UTF-8.
 */
export function wantsUnicode({ env, os }: TerminalQuestion): boolean {
  if (isSet(env.NO_COLOR) && env.FORCE_COLOR === undefined) return false;
  if (env.TERM === 'dumb') return false;
  if (os === 'windows')
    return isSet(env.WT_SESSION) || isSet(env.TERM_PROGRAM) || isSet(env.TERM) || isCi(env);
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  if (locale === '') return os === 'macos' || isCi(env);
  return /utf-?8/i.test(locale);
}

/** `CI` is set by nearly every CI system; `0` and `false` are how people unset it. */
function isCi(env: TerminalQuestion['env']): boolean {
  const ci = env.CI;
  return (isSet(ci) && ci !== '0' && ci !== 'false') || env.GITHUB_ACTIONS === 'true';
}

export type RendererKind = 'json' | 'live' | 'github' | 'circleci' | 'plain';

/** Which renderer a run gets: the live block only where somebody watches a real terminal, plain streaming for everything else. */
export function chooseRenderer(question: TerminalQuestion & { readonly json?: boolean }): RendererKind {
  const { env, tty, json } = question;
  if (json === true) return 'json';
  if (env.GITHUB_ACTIONS === 'true') return 'github';
  if (env.CIRCLECI === 'true') return 'circleci';
  return tty && !isCi(env) && env.TERM !== 'dumb' ? 'live' : 'plain';
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
