import { readFileSync, readlinkSync } from 'node:fs';
import { release } from 'node:os';
import type { Host } from './host.ts';
import { ownUmask } from './umask.ts';

/** What of a machine can change the result of a command that is told nothing of it, by name. */
export function machineFacts(host: Host, workspace: string): Readonly<Record<string, string>> {
  return {
    'the operating system': `${host.os}, ${distribution(host)}`,
    'the processor': host.arch,
    'the time zone': timeZone(),
    'the umask': ownUmask().toString(8).padStart(3, '0'),
    // Tools write it into what they make: virtual environments, source maps, debug information.
    'the folder': workspace,
  };
}

/** What programs go by, tzset(3). Intl knows it too, and takes as long to be ready as all the rest of a run. */
function timeZone(): string {
  if (process.env.TZ) return process.env.TZ;
  try {
    return readlinkSync('/etc/localtime').replace(/^.*\/zoneinfo\//, '');
  } catch {
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
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
