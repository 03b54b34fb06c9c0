/**
 * What GitHub's code scanning takes of a SARIF file: "Only the top 5,000 results will be included, prioritized by severity", beyond 25,000
 * the file is rejected, and so on (docs.github.com, "SARIF results exceed one or more limits", and "SARIF support for code scanning",
 * "Validating your SARIF file", for the size). By which severity GitHub would choose is in doubt (github/docs, issue 38085): so the choice is made
 * here.
 */
export interface SarifLimits {
  /** Runs in one file. */
  readonly runs: number;
  /** Results of a run that are shown; more than 25,000 are refused. */
  readonly results: number;
  readonly locations: number;
  readonly threadFlowLocations: number;
  readonly tags: number;
  /** Bytes of the file, compressed with gzip. "10 MB" is taken as the smaller of its two meanings. */
  readonly size: number;
}

export const SARIF_LIMITS: SarifLimits = {
  runs: 20,
  results: 5_000,
  locations: 1_000,
  threadFlowLocations: 10_000,
  tags: 20,
  size: 10_000_000,
};

/** Rules of a run beyond which the file is refused; those without a result are taken out then. */
export const MOST_RULES = 25_000;
