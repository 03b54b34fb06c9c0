import type { JobConfig, Toolchain } from '../config.ts';
import { lockstep } from './lockstep.ts';

export interface SecurityOptions {
  /** What brings the scanners: the project's own toolchain, with them among its requirements. */
  readonly toolchain: Toolchain | readonly Toolchain[];
  /** Folders with the project's own code; `['src']` unless said. */
  readonly sources?: readonly string[];
}

/** Known vulnerabilities of what the project depends on, and dangerous places in its own code. */
export interface SecurityJobs {
  readonly 'dependency-audit': JobConfig;
  readonly 'static-analysis': JobConfig;
}

/** pip-audit of what is installed, and bandit. Both have to be among the requirements that are installed. */
export function pythonSecurity(options: SecurityOptions): SecurityJobs {
  return {
    // Ends with 1 when it found something (pip-audit's README, "Exit codes").
    'dependency-audit': scannerJob(options, {
      scan: 'pip-audit --local --format json --output reports/pip-audit.json || [ $? -eq 1 ]',
      report: 'reports/pip-audit.json',
    }),
    'static-analysis': scannerJob(options, {
      scan: `bandit --recursive --exit-zero --format json --output reports/bandit.json ${folders(options)}`,
      report: 'reports/bandit.json',
    }),
  };
}

/** `npm audit`, and ESLint with the rules that the project has configured; it takes `@microsoft/eslint-formatter-sarif`. */
export function nodeSecurity(options: SecurityOptions): SecurityJobs {
  return {
    // Ends with 1 when it found something (docs.npmjs.com, "npm-audit"); the file then says what.
    'dependency-audit': scannerJob(options, {
      scan: 'npm audit --json > reports/npm-audit.json || [ $? -eq 1 ]',
      report: 'reports/npm-audit.json',
    }),
    'static-analysis': scannerJob(options, {
      scan: `npx --no-install eslint --format @microsoft/eslint-formatter-sarif --output-file reports/eslint.sarif ${folders(options)} || [ $? -eq 1 ]`,
      report: 'reports/eslint.sarif',
    }),
  };
}

/** govulncheck, which goes by what is called, and gosec. */
export function goSecurity(options: SecurityOptions): SecurityJobs {
  return {
    // In this format it ends with 0 whatever it found (pkg.go.dev/golang.org/x/vuln/cmd/govulncheck, "Exit codes").
    'dependency-audit': scannerJob(options, {
      scan: 'govulncheck -format sarif ./... > reports/govulncheck.sarif',
      report: 'reports/govulncheck.sarif',
    }),
    'static-analysis': scannerJob(options, {
      scan: 'gosec -no-fail -fmt sarif -out reports/gosec.sarif ./...',
      report: 'reports/gosec.sarif',
    }),
  };
}

/** osv-scanner on Cargo.lock, and what clippy says, by clippy-sarif. */
export function rustSecurity(options: SecurityOptions): SecurityJobs {
  return {
    // Ends with 1 when it found something, with 127 and 128 when it could not look (google.github.io/osv-scanner, "Return Codes").
    'dependency-audit': scannerJob(options, {
      scan: 'osv-scanner scan source --lockfile Cargo.lock --format json > reports/osv-scanner.json || [ $? -eq 1 ]',
      report: 'reports/osv-scanner.json',
    }),
    'static-analysis': scannerJob(options, {
      scan: 'cargo clippy --message-format json | clippy-sarif > reports/clippy.sarif',
      report: 'reports/clippy.sarif',
    }),
  };
}

interface Scanner {
  readonly scan: string;
  readonly report: string;
}

/**
 * The scanner only writes; the verdict is lockstep's, by one rule for all scanners, here and in CI. No `inputs`: what is known of
 * dependencies and of dangerous code changes while the project does not.
 */
function scannerJob({ toolchain }: SecurityOptions, { scan, report }: Scanner): JobConfig {
  const own = Array.isArray(toolchain) ? toolchain : [toolchain];
  return {
    category: 'security',
    platforms: ['linux'],
    toolchain: [...own, lockstep()],
    steps: [
      { name: 'scan', run: `mkdir -p reports\n${scan}` },
      { name: 'judge', run: `lockstep report findings ${report}` },
    ],
    reports: { findings: report },
  };
}

/** As words of a shell. */
function folders({ sources = ['src'] }: SecurityOptions): string {
  return sources
    .map((folder) => (/^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
