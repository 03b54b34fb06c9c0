/**
 * A name beside a file's, for what becomes that file by one rename. It need not be secret, only nobody else's: for that the generator of
 * JavaScript is good enough, and is there without node:crypto being loaded.
 */
export function asideName(path: string): string {
  const chance = Math.floor(Math.random() * 2 ** 48);
  return `${path}.${chance.toString(16).padStart(12, '0')}.tmp`;
}
