export interface SecretValue {
  readonly name: string;
  readonly value: string;
}

export interface SecretSources {
  /** Names of the secrets the pipeline declares. */
  readonly declared: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Words of a variable's name that say its value is a secret. PWD is not among them: it is the working directory. */
const SECRET_WORDS = new Set([
  'TOKEN',
  'TOKENS',
  'SECRET',
  'SECRETS',
  'PASSWORD',
  'PASSWORDS',
  'PASSWD',
  'PASSPHRASE',
  'CREDENTIAL',
  'CREDENTIALS',
  'APIKEY',
]);

/** What makes a KEY secret; a CACHE_KEY, a PUBLIC_KEY or a KEY_ID is not. */
const SECRET_KEYS = new Set(['API', 'PRIVATE', 'ACCESS', 'SIGNING', 'ENCRYPTION', 'DEPLOY', 'SSH', 'GPG']);

const SHORTEST_UNDECLARED = 8;

/** A word, a number, or a file in a directory every system has: settings such as `USE_TOKEN=true` and `TOKEN_FILE=/run/…`. */
const HARMLESS = [
  /^(true|false|enabled|disabled)$/i,
  /^\d+$/,
  /^\/(home|root|Users|var|tmp|run|etc|usr|opt|mnt|private|dev|proc|github|__w)\/[^\n]*$/,
  /^[A-Za-z]:[\\/][^\n]*$/,
];

/**
 * The values to mask. Every declared secret that the environment has, whatever its value; its absence is not judged here.
 *
 * Also variables nobody declared whose name says secret: a laptop's shell holds tokens for many things, every process of a job
 * can print its environment, and a pipeline cannot list them. Since here a name is all there is to go by, short values and
 * plainly harmless ones are left alone: masking `true` or a home directory would spoil every log and protect nothing.
 */
export function collectSecretValues({ declared, env }: SecretSources): SecretValue[] {
  const names = new Set(declared);
  const secrets: SecretValue[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === '') continue;
    if (names.has(name) || (saysSecret(name) && couldBeSecret(value))) secrets.push({ name, value });
  }
  return secrets.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Words are separated by `_`, other punctuation, or a capital, as in npm's `npm_config__authToken`. */
function saysSecret(name: string): boolean {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z0-9]+/);
  return words.some((word, at) => SECRET_WORDS.has(word) || (word === 'KEY' && isSecretKey(words, at)));
}

function isSecretKey(words: readonly string[], at: number): boolean {
  return SECRET_KEYS.has(words[at - 1] ?? '') && words[at + 1] !== 'ID';
}

function couldBeSecret(value: string): boolean {
  const trimmed = value.trim();
  return trimmed.length >= SHORTEST_UNDECLARED && !HARMLESS.some((pattern) => pattern.test(trimmed));
}
