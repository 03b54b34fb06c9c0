import type { ChannelSurroundings } from '../../src/release/channels/channel.ts';
import { type GivenRelease, madeManifest } from './release-folder.ts';

/** What a channel is made with: files in memory, and secrets by name. */
export function releaseSurroundings(
  given: GivenRelease,
  secrets: Readonly<Record<string, string>> = {},
): ChannelSurroundings {
  const manifest = madeManifest(given);
  return {
    manifest,
    files: {
      file(name) {
        const found = manifest.files.find((file) => file.name === name);
        if (found === undefined) throw new Error(`there is no ${name}`);
        return found;
      },
      async bytes(name) {
        const found = given.files?.find((file) => file.name === name);
        if (found === undefined) throw new Error(`there is no ${name}`);
        return Buffer.from(found.content);
      },
    },
    secret: (name) => secrets[name],
    onPause: () => undefined,
    now: () => Date.parse('2026-02-01T00:00:00Z'),
    pause: async () => undefined,
  };
}
