import parse from 'spdx-expression-parse';

/**
 * A license as SPDX writes it (spdx.github.io/spdx-spec/v2.3, annex D): `id` for one of the list, `expression` for a combination of them, `name` for whatever else
 * somebody has written.
 */
export type License =
  | { readonly kind: 'id'; readonly text: string }
  | { readonly kind: 'expression'; readonly text: string }
  | { readonly kind: 'name'; readonly text: string };

export function licenseOf(text: string): License {
  const trimmed = text.trim();
  try {
    const parsed = parse(trimmed);
    if (!('license' in parsed)) return { kind: 'expression', text: trimmed };
    // `GPL-2.0+` is an expression too, and `LicenseRef-…` is none of the list.
    const plain =
      parsed.plus !== true &&
      parsed.exception === undefined &&
      !/^(?:DocumentRef|LicenseRef)-/u.test(trimmed);
    if (/^(?:DocumentRef|LicenseRef)-/u.test(trimmed)) return { kind: 'name', text: trimmed };
    return { kind: plain ? 'id' : 'expression', text: trimmed };
  } catch {
    return { kind: 'name', text: trimmed };
  }
}
