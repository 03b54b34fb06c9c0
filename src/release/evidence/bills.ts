import type { InventoryPackage } from '../../reports/findings/inventory.ts';
import { renderCycloneDx } from '../../reports/findings/render/cyclonedx.ts';
import { renderSpdx } from '../../reports/findings/render/spdx.ts';

export interface BillFacts {
  readonly project: string;
  readonly version: string;
  /** An SPDX expression, or what somebody wrote; empty when nobody did. */
  readonly license: string;
  /** Of the package that people install; undefined where none is on a registry. */
  readonly purl: string | undefined;
  /** What is installed with it: not what it was built or tested with. */
  readonly packages: readonly InventoryPackage[];
  /** Of lockstep. */
  readonly lockstep: string;
  /** Milliseconds since 1970: that of the commit, so that writing it twice changes nothing. */
  readonly time: number;
}

/** The bills of materials of a release: CycloneDX 1.6 and SPDX 2.3, JSON. */
export function releaseBills({ project, version, license, purl, packages, lockstep, time }: BillFacts): {
  readonly cyclonedx: string;
  readonly spdx: string;
} {
  const inventory = {
    subject: {
      ...{ name: project, kind: 'files' as const, version },
      licenses: license === '' ? [] : [license],
      ...(purl !== undefined && { purl }),
    },
    packages,
    made: time,
  };
  const options = { version: lockstep, now: time };
  return { cyclonedx: renderCycloneDx(inventory, options), spdx: renderSpdx(inventory, options) };
}
