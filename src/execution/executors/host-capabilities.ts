import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { coerce, satisfies } from 'semver';
import type { CapabilityConfig, ToolCapability } from '../../pipeline/config.ts';
import { runCommand } from '../../platform/processes.ts';
import type { Capabilities } from '../capabilities.ts';

/** How long a tool may take to tell its version, and docker to answer. */
const PROBE_MS = 10_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** Looks at this machine, once for each capability. */
export class HostCapabilities implements Capabilities {
  readonly #env: Environment;
  readonly #answers = new Map<string, Promise<string | undefined>>();

  constructor(env: Environment) {
    this.#env = env;
  }

  missing(capability: CapabilityConfig): Promise<string | undefined> {
    const key = JSON.stringify(capability);
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      answer = this.#probe(capability);
      this.#answers.set(key, answer);
    }
    return answer;
  }

  async #probe(capability: CapabilityConfig): Promise<string | undefined> {
    if (typeof capability === 'object') return this.#tool(capability);
    switch (capability) {
      case 'docker':
        return this.#docker();
      case 'display':
        return this.#display();
      case 'network':
        return this.#network();
      default:
        return capability satisfies never;
    }
  }

  async #docker(): Promise<string | undefined> {
    const docker = findProgram('docker', this.#env);
    if (docker === undefined) return 'docker is not installed';
    const info = await runCommand(docker, ['info', '--format', '{{.ServerVersion}}'], {
      env: this.#env,
      timeout: PROBE_MS,
    });
    // `docker info` of some versions ends with 0 although no engine answers; then there is no server version.
    const answered = info.code === 0 && /^\d/.test(info.stdout.trim());
    return answered ? undefined : 'docker is installed, but no engine answers (`docker info`)';
  }

  /** macOS and Windows sessions have a screen; elsewhere X11 or Wayland says so in the environment. */
  #display(): string | undefined {
    if (process.platform === 'darwin' || process.platform === 'win32') return undefined;
    return this.#env.DISPLAY || this.#env.WAYLAND_DISPLAY
      ? undefined
      : 'no display: DISPLAY and WAYLAND_DISPLAY are unset (try xvfb-run)';
  }

  /** Asks for the names of hosts only: no connection is made. LOCKSTEP_OFFLINE says no without asking. */
  async #network(): Promise<string | undefined> {
    if (this.#env.LOCKSTEP_OFFLINE) return 'LOCKSTEP_OFFLINE is set';
    const { lookup } = await import('node:dns/promises');
    const found = await Promise.any(
      ['github.com', 'circleci.com', 'example.org'].map((name) => lookup(name)),
    ).catch(() => undefined);
    return found === undefined ? 'no network: no well-known host name can be resolved' : undefined;
  }

  async #tool(wanted: ToolCapability): Promise<string | undefined> {
    const path = findProgram(wanted.tool, this.#env);
    if (path === undefined) return `${wanted.tool} is not installed`;
    if (wanted.version === undefined) return undefined;
    const found = await toolVersion(path, wanted.tool);
    if (found === undefined) return `${wanted.tool} does not tell its version`;
    return satisfies(found, wanted.version, { includePrerelease: true })
      ? undefined
      : `${wanted.tool} ${found} is installed, ${wanted.version} is needed`;
  }
}

/** The first version number a tool prints for `--version` (`version` for go), as semver. */
export async function toolVersion(path: string, name: string): Promise<string | undefined> {
  const result = await runCommand(path, [name === 'go' ? 'version' : '--version'], { timeout: PROBE_MS });
  const number = /\d+(?:\.\d+){1,2}(?:-[0-9A-Za-z.-]+)?/.exec(`${result.stdout}\n${result.stderr}`)?.[0];
  return number === undefined ? undefined : coerce(number, { includePrerelease: true })?.version;
}

/** Absolute path of a program as PATH finds it. */
export function findProgram(name: string, env: Environment): string | undefined {
  const path = env.PATH ?? env.Path ?? '';
  const endings =
    process.platform === 'win32' ? ['', ...(env.PATHEXT ?? '.COM;.EXE;.BAT;.CMD').split(';')] : [''];
  for (const directory of path.split(delimiter)) {
    for (const ending of endings) {
      const candidate = join(directory || '.', `${name}${ending}`);
      if (existsSync(candidate) && isRunnable(candidate)) return candidate;
    }
  }
  return undefined;
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
