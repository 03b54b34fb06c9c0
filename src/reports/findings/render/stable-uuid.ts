import { sha256 } from '../../../platform/digest.ts';

/** A UUID of a content (RFC 9562 §5.8, version 8): the same inventory has the same one, so that writing it twice changes nothing. */
export function stableUuid(content: string): string {
  const hex = sha256(content);
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
