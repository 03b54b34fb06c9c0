import { gzipSize } from '../../../../platform/compression.ts';
import { countRules, keepUsedRules } from './keep-used-rules.ts';
import { MOST_RULES, SARIF_LIMITS, type SarifLimits } from './limits.ts';
import { RuleLookup } from './rule-lookup.ts';
import type { SarifLog, SarifRun } from './sarif-log.ts';
import { SARIF_LEVELS, type SarifLevel, type Severity, severityOf, worstFirst } from './severity.ts';
import { trimResult, trimRules } from './trim-lists.ts';

/** What was taken out of one run. */
export interface SarifCut {
  readonly tool: string;
  /** Results the run had. */
  readonly results: number;
  /** Results that were taken out, and of each level how many. */
  readonly removed: number;
  readonly levels: Readonly<Record<SarifLevel, number>>;
  /** The worst of them: its severity in words, and its rule. Undefined when none was taken out. */
  readonly worst: { readonly severity: string; readonly rule: string } | undefined;
  /** Why: more than are shown, or too large a file. */
  readonly because: 'shown' | 'size' | undefined;
  /** Rules that were left without a result, and were taken out too. */
  readonly rules: number;
  /** Rules that lost tags, and results that lost locations. */
  readonly tags: number;
  readonly locations: number;
}

export interface FittedSarif {
  /** Each is a file of its own to upload: there may be more runs than go into one. */
  readonly logs: readonly SarifLog[];
  /** Of the runs that lost something. */
  readonly cuts: readonly SarifCut[];
  /** Too large, whatever is taken out: the names of the tools. */
  readonly tooLarge: readonly string[];
}

/**
 * Makes SARIF fit what GitHub takes. Of each run the worst results stay, in the order they had: by the score of their rule, else by their
 * level (`severity.ts`); of equals the first. Nothing is changed in what fits.
 */
export function fitSarif(log: SarifLog, limits: SarifLimits = SARIF_LIMITS): FittedSarif {
  const logs: SarifLog[] = [];
  const cuts: SarifCut[] = [];
  const tooLarge: string[] = [];
  for (let first = 0; first < log.runs.length; first += limits.runs) {
    const runs = log.runs.slice(first, first + limits.runs);
    const ranked = runs.map((run) => new RankedRun(run, limits));
    const file = (): SarifLog => ({ ...log, runs: ranked.map((one) => one.run) });
    if (!shrink(ranked, () => gzipSize(JSON.stringify(file())), limits.size))
      tooLarge.push(...runs.map(({ tool }) => tool.driver.name));
    logs.push(file());
    cuts.push(...ranked.flatMap(({ cut }) => (cut === undefined ? [] : [cut])));
  }
  return { logs, cuts, tooLarge };
}

/** Takes results out again and again, until the file has no more than `most` bytes; false when it has more without any. */
function shrink(runs: readonly RankedRun[], sizeOf: () => number, most: number): boolean {
  for (let size = sizeOf(); size > most; size = sizeOf()) {
    const left = runs.reduce((sum, { kept }) => sum + kept, 0);
    if (left === 0) return false;
    // By severity over all runs: a tool that has nothing bad to say does not crowd out one that has.
    const order = runs.flatMap((run, index) => run.ranks.map((severity) => ({ severity, index })));
    order.sort((one, other) => worstFirst(one.severity, other.severity));
    const counts = new Map<number, number>();
    // Results are about as large as each other, and the last steps are small ones.
    for (const { index } of order.slice(0, Math.floor(left * Math.min(0.95, (0.98 * most) / size))))
      counts.set(index, (counts.get(index) ?? 0) + 1);
    for (const [index, run] of runs.entries()) run.keep(counts.get(index) ?? 0);
  }
  return true;
}

/** A run whose results are ranked, so that fewer of them can be kept. */
class RankedRun {
  readonly #given: SarifRun;
  readonly #order: readonly { readonly at: number; readonly severity: Severity }[];
  readonly #limits: SarifLimits;
  #kept: number;
  #because: SarifCut['because'];
  #fitted: { readonly run: SarifRun; readonly cut: SarifCut | undefined } | undefined;

  constructor(run: SarifRun, limits: SarifLimits) {
    this.#given = run;
    this.#limits = limits;
    const lookup = new RuleLookup(run);
    this.#order = run.results
      .map((result, at) => ({ at, severity: severityOf(result, lookup.ofResult(result)?.rule) }))
      .sort((one, other) => worstFirst(one.severity, other.severity) || one.at - other.at);
    this.#kept = Math.min(run.results.length, limits.results);
    if (this.#kept < run.results.length) this.#because = 'shown';
  }

  get kept(): number {
    return this.#kept;
  }

  /** Severities of the results that are kept, the worst first. */
  get ranks(): readonly Severity[] {
    return this.#order.slice(0, this.#kept).map(({ severity }) => severity);
  }

  keep(count: number): void {
    if (count >= this.#kept) return;
    this.#kept = count;
    this.#because = 'size';
    this.#fitted = undefined;
  }

  get run(): SarifRun {
    return this.#fit().run;
  }

  get cut(): SarifCut | undefined {
    return this.#fit().cut;
  }

  #fit(): { readonly run: SarifRun; readonly cut: SarifCut | undefined } {
    this.#fitted ??= this.#make();
    return this.#fitted;
  }

  #make(): { readonly run: SarifRun; readonly cut: SarifCut | undefined } {
    const given = this.#given;
    const staying = this.#order.slice(0, this.#kept).map(({ at }) => at);
    const kept = new Set(staying);
    let locations = 0;
    const results = given.results.flatMap((result, at) => {
      if (!kept.has(at)) return [];
      const trimmed = trimResult(result, this.#limits);
      if (trimmed !== result) locations += 1;
      return [trimmed];
    });
    const components = [given.tool.driver, ...(given.tool.extensions ?? [])];
    const isCut = results.length < given.results.length || countRules(components) > MOST_RULES;
    const used = isCut ? keepUsedRules({ ...given, results }) : { run: { ...given, results }, removed: 0 };
    const { run, trimmed } = trimRules(used.run, this.#limits);
    const lost = this.#order.slice(this.#kept);
    if (lost.length === 0 && used.removed === 0 && trimmed === 0 && locations === 0)
      return { run, cut: undefined };
    return { run, cut: { ...this.#told(lost), rules: used.removed, tags: trimmed, locations } };
  }

  #told(
    lost: readonly { readonly at: number; readonly severity: Severity }[],
  ): Omit<SarifCut, 'rules' | 'tags' | 'locations'> {
    const { tool, results } = this.#given;
    const [worst] = lost;
    const { ruleId, rule } = (worst && results[worst.at]) ?? {};
    const count = (level: SarifLevel): number =>
      lost.filter(({ severity }) => severity.level === level).length;
    return {
      tool: tool.driver.name,
      results: results.length,
      removed: lost.length,
      levels: Object.fromEntries(SARIF_LEVELS.map((level) => [level, count(level)])) as SarifCut['levels'],
      worst: worst && { severity: worst.severity.words, rule: String(rule?.id ?? ruleId ?? '') },
      because: this.#because,
    };
  }
}
