/**
 * The parts of a SARIF 2.1.0 file that are looked at or changed here; all else is kept as it is
 * (docs.oasis-open.org/sarif/sarif/v2.1.0, sections in the comments). `readSarif` makes sure of `version`, `runs`, `tool.driver.name`
 * and of the kinds of `results` and `rules`; whatever else is optional may be of any kind, and is asked for with care.
 */
export interface SarifLog {
  readonly version: string;
  readonly runs: readonly SarifRun[];
}

/** §3.14 */
export interface SarifRun {
  readonly tool: { readonly driver: SarifComponent; readonly extensions?: readonly SarifComponent[] };
  readonly results: readonly SarifResult[];
  readonly automationDetails?: { readonly id?: unknown };
  readonly artifacts?: unknown;
  readonly invocations?: unknown;
}

/** §3.19, the tool itself or a plug-in of it. */
export interface SarifComponent {
  readonly name: string;
  readonly guid?: unknown;
  readonly rules?: readonly SarifRule[];
}

/** §3.49, reportingDescriptor. */
export interface SarifRule {
  readonly id?: unknown;
  readonly guid?: unknown;
  readonly defaultConfiguration?: { readonly level?: unknown };
  readonly properties?: { readonly tags?: unknown; readonly 'security-severity'?: unknown };
  readonly relationships?: unknown;
}

/** §3.27 */
export interface SarifResult {
  readonly ruleId?: unknown;
  readonly ruleIndex?: unknown;
  readonly rule?: SarifReference;
  readonly level?: unknown;
  readonly kind?: unknown;
  readonly locations?: unknown;
  readonly relatedLocations?: unknown;
  readonly codeFlows?: unknown;
  readonly partialFingerprints?: unknown;
}

/** §3.52, reportingDescriptorReference. */
export interface SarifReference {
  readonly id?: unknown;
  readonly guid?: unknown;
  readonly index?: unknown;
  readonly toolComponent?: { readonly index?: unknown; readonly name?: unknown; readonly guid?: unknown };
}

/** Whatever it is, as an object to ask for properties. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
