import type { Result } from '../../../../diagnostics/result.ts';
import type { SourceFile } from '../../../../diagnostics/source-file.ts';
import { type JsonObject, objectOf, objectsOf, optional } from '../../../json/json-value.ts';
import type { ReportReader } from '../../../report-reader.ts';
import { FINDING_CLASSES, type Finding } from '../../finding.ts';
import type { FindingsReport } from '../../findings-report.ts';
import { nameOf } from '../finding-text.ts';
import { repositoryOf } from '../image-name.ts';
import { offsetOf, type ReadingContext, readObject } from '../report-gaps.ts';
import { trivyInventory } from './trivy-inventory.ts';
import { licenseFindings, misconfigurationFindings, secretFindings } from './trivy-other-findings.ts';
import { vulnerabilityFindings } from './trivy-vulnerabilities.ts';

/**
 * Trivy's JSON, `trivy image|fs|repo --format json` (trivy.dev, "Reporting"; github.com/aquasecurity/trivy, pkg/types/report.go; `SchemaVersion` 2): an
 * object with `Results`, each with a `Target`, a `Class` and lists of what was found in it.
 *
 * - `Results` is left out when there was nothing to look at, and also when only secrets or misconfigurations were asked for and there are none:
 *   nobody can tell the two apart, so that it is a gap. `--list-all-pkgs` makes the difference for packages.
 * - With packages (`--list-all-pkgs`) it is also an inventory, from which bills of materials are made.
 * - Secrets' `Match` and `Code` are never looked at.
 */
export const trivyReader: ReportReader<FindingsReport> = {
  name: 'trivy',
  kind: 'findings',
  title: 'Trivy JSON',
  marksItsEnd: true,
  recognises: ({ head }) => /^\s*\{/u.test(head) && /"SchemaVersion"\s*:/u.test(head),
  read: (file: SourceFile): Result<FindingsReport> => readObject(file, readTrivy),
};

/** The only version of the format there is; Trivy before 0.20 wrote a bare list. */
const SCHEMA_VERSION = 2;

function readTrivy(data: JsonObject, context: ReadingContext): FindingsReport | string {
  if (data.SchemaVersion !== SCHEMA_VERSION)
    return `this is a report of Trivy's schema ${JSON.stringify(data.SchemaVersion)?.slice(0, 20)}, and ${SCHEMA_VERSION} is what is read`;
  const results = objectsOf(data.Results);
  tellEndOfLife(objectOf(objectOf(data.Metadata)?.OS), context);
  const image = data.ArtifactType === 'container_image' ? repositoryOf(nameOf(data.ArtifactName)) : undefined;
  const findings = results.flatMap((result): readonly Finding[] => {
    const target = { result, image, context };
    return [
      ...vulnerabilityFindings(target),
      ...misconfigurationFindings(target),
      ...secretFindings(target),
      ...licenseFindings(target),
    ];
  });
  const version = nameOf(objectOf(data.Trivy)?.Version);
  return {
    tool: 'trivy',
    ...optional('version', version),
    findings,
    looksFor: FINDING_CLASSES.filter((one) => one !== 'code'),
    gaps: results.length === 0 ? ['it has no results: nothing was scanned'] : [],
    ...optional('inventory', trivyInventory(data)),
  };
}

/** Of a distribution that nobody maintains any more, vulnerabilities are no longer recorded: that there are none means little. */
function tellEndOfLife(system: JsonObject | undefined, { file, passedOver }: ReadingContext): void {
  if (system?.EOSL !== true) return;
  const name = [nameOf(system.Family), nameOf(system.Name)].filter((part) => part !== undefined).join(' ');
  passedOver.tell({
    code: 'report-incomplete',
    severity: 'warning',
    message: `${name || 'the operating system'} is no longer maintained: vulnerabilities in it are no longer recorded`,
    ...optional('offset', offsetOf(file, 'EOSL')),
  });
}
