import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import type { Host } from './host.ts';

/** What of a machine can change the result of a command that is told nothing of it, by name. */
export function machineFacts(host: Host, workspace: string): Readonly<Record<string, string>> {
  return {
    'the operating system': `${host.os}, ${distribution(host)}`,
    'the processor': host.arch,
    'the time zone': Intl.DateTimeFormat().resolvedOptions().timeZone,
    'the umask': process.umask().toString(8).padStart(3, '0'),
    // Tools write it into what they make: virtual environments, source maps, debug information.
    'the folder': workspace,
  };
}

/** os-release(5); elsewhere the version of the kernel, which goes with the system's. */
function distribution({ os }: Host): string {
  if (os !== 'linux') return release();
  for (const path of ['/etc/os-release', '/usr/lib/os-release'])
    try {
      const name = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(readFileSync(path, 'utf8'))?.[1];
      if (name !== undefined) return name;
    } catch {
      // The next one.
    }
  return 'unknown';
}
