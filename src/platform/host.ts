import { availableParallelism, homedir, hostname, tmpdir } from 'node:os';

/** The machine lockstep runs on. */
export interface Host {
  readonly os: 'linux' | 'macos' | 'windows';
  readonly arch: 'x64' | 'arm64';
  /** Processors this process may use. */
  readonly cpus: number;
  readonly name: string;
  readonly home: string;
  readonly temporary: string;
}

export function thisHost(): Host {
  const os = process.platform === 'win32' ? 'windows' : process.platform === 'darwin' ? 'macos' : 'linux';
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
  return { os, arch, cpus: availableParallelism(), name: hostname(), home: homedir(), temporary: tmpdir() };
}
