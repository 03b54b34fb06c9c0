import type { Finding, FindingLocation } from './finding.ts';
import type { AssessedFinding } from './findings-assessment.ts';

/** `openssl 3.0.1`, `lodash <4.17.21`; empty for what is of no package. */
export function packageText({ package: of }: Finding): string {
  if (of === undefined) return '';
  const version = of.version ?? of.range;
  return version === undefined ? of.name : `${of.name} ${version}`;
}

/** `src/a.py:12`, `library/alpine`; empty where the tool names no place. */
export function placeText({ location }: { readonly location?: FindingLocation }): string {
  if (location === undefined) return '';
  return location.line === undefined ? location.path : `${location.path}:${location.line}`;
}

/** `3.0.2, 3.1.0`, `yes`, `none`; empty where nobody knows. */
export function fixText({ class: kind, fix, fixed }: Finding): string {
  if (kind !== 'vulnerability') return '';
  if (fixed.length > 0) return fixed.slice(0, 4).join(', ');
  return fix === 'available' ? 'yes' : fix === 'none' ? 'none' : '';
}

/** Why a finding does not block; empty for one that does, or that is only told. */
export function verdictText({ verdict, suppression }: AssessedFinding): string {
  switch (verdict) {
    case 'suppressed':
      return suppression === undefined
        ? 'suppressed'
        : `suppressed until ${suppression.expires}: ${suppression.reason} (${suppression.owner})`;
    case 'known':
      return 'in the baseline';
    case 'unfixed':
      return 'no version is without it';
    case 'blocks':
    case 'told':
      return '';
    default:
      return verdict satisfies never;
  }
}

/** Somebody else's suppressions are told: they may be why a tool says that all is well. */
export function foreignText(count: number): string {
  return `${count} ${count === 1 ? 'is' : 'are'} suppressed in ${count === 1 ? 'its' : 'their'} own report, which holds nothing back here`;
}

export function goneText(count: number): string {
  return `${count} of the baseline ${count === 1 ? 'is' : 'are'} gone`;
}
