import type { CapabilityConfig, Category, JobConfig, Os, Toolchain } from '../../pipeline/config.ts';
import type { Ecosystem, FoundCheck } from './ecosystem.ts';
import type { Survey } from './survey.ts';

/** A job of the definition to be, with what its workflows and notes need to know. */
export interface DraftJob {
  readonly name: string;
  readonly category: Category;
  readonly config: string | JobConfig;
  readonly comment: string | undefined;
  readonly checks: readonly FoundCheck[];
  /** Systems that its result should be known on. */
  readonly matrix: readonly Os[];
  /** Why Windows is not among them. */
  readonly notOnWindows: string | undefined;
}

const ORDER: readonly Category[] = [
  'lint',
  'types',
  'unit',
  'integration',
  'regression',
  'e2e',
  'build',
  'benchmark',
  'docker',
];

const LANGUAGES = new Set(['python', 'node', 'go', 'rust']);
const RUNNERS = new Set(['make', 'just', 'task']);

interface Sourced {
  readonly check: FoundCheck;
  readonly ecosystem: Ecosystem;
}

export function languagesOf(survey: Survey): readonly Ecosystem[] {
  return survey.ecosystems.filter((ecosystem) => LANGUAGES.has(ecosystem.name));
}

/** One job for each kind of check, and for each language where several have the same kind. */
export function draftJobs(survey: Survey): readonly DraftJob[] {
  const groups = new Map<string, Sourced[]>();
  const all = chosenChecks(survey);
  for (const sourced of all) {
    const { check, ecosystem } = sourced;
    const rivals = all.filter((other) => other.check.category === check.category && !other.check.job);
    const isShared = rivals.some((other) => other.ecosystem !== ecosystem);
    const name = check.job ?? (isShared ? `${check.category}-${ecosystem.name}` : check.category);
    groups.set(name, [...(groups.get(name) ?? []), sourced]);
  }
  return [...groups]
    .map(([name, sourced]) => draftJob(survey, name, sourced))
    .sort((a, b) => ORDER.indexOf(a.category) - ORDER.indexOf(b.category));
}

/** A task runner that is the front door speaks for the languages; any other fills in what they did not give. */
function chosenChecks(survey: Survey): readonly Sourced[] {
  const isRunner = (ecosystem: Ecosystem) => RUNNERS.has(ecosystem.name);
  const doors = survey.ecosystems.filter((ecosystem) => isRunner(ecosystem) && ecosystem.isFrontDoor);
  const others = survey.ecosystems.filter((ecosystem) => !isRunner(ecosystem));
  const rest = survey.ecosystems.filter((ecosystem) => isRunner(ecosystem) && !ecosystem.isFrontDoor);
  const chosen: Sourced[] = [];
  const taken = new Set<Category>();
  for (const tier of [...doors.map((door) => [door]), others, ...rest.map((runner) => [runner])]) {
    const offered = tier.flatMap((ecosystem) => ecosystem.checks.map((check) => ({ check, ecosystem })));
    // What runs a check that has a job already would run it twice.
    const fresh = offered.filter(
      ({ check }) => ![check.category, ...(check.covers ?? [])].some((category) => taken.has(category)),
    );
    chosen.push(...fresh);
    for (const { check } of fresh)
      for (const category of [check.category, ...(check.covers ?? [])]) taken.add(category);
  }
  return chosen;
}

function draftJob(survey: Survey, name: string, sourced: readonly Sourced[]): DraftJob {
  const checks = sourced.map(({ check }) => check);
  const category = checks[0]?.category ?? 'build';
  const run = checks.flatMap((check) => check.run);
  const fix = checks.flatMap((check) => check.fix ?? []);
  const wants = checks.flatMap((check) => check.wants ?? []);
  const toolchain = toolchainOf(survey, sourced[0]?.ecosystem);
  const config: JobConfig = {
    ...(!tellsCategory(name, category) && { category }),
    ...(toolchain !== undefined && { toolchain }),
    ...(wants.length > 0 && { wants: distinct(wants) }),
    run: oneOrMore(run),
    ...(fix.length > 0 && { fix: oneOrMore(fix) }),
  };
  const isRunner = sourced.some(({ ecosystem }) => RUNNERS.has(ecosystem.name));
  const languages = languagesOf(survey);
  const matrix = isRunner ? (languages[0]?.matrix ?? []) : (sourced[0]?.ecosystem.matrix ?? []);
  const obstacle = checks.find((check) => check.notOnWindows !== undefined)?.notOnWindows;
  return {
    name,
    category,
    config: Object.keys(config).length === 1 && run.length === 1 ? (run[0] ?? '') : config,
    comment: checks.find((check) => check.comment !== undefined)?.comment,
    checks,
    matrix,
    notOnWindows:
      obstacle ?? (isRunner ? `${sourced[0]?.ecosystem.from} was written for a Unix shell` : undefined),
  };
}

/** lockstep tells the category from the words of a job's name. */
function tellsCategory(name: string, category: Category): boolean {
  return name.split('-').includes(category);
}

/** Undefined: the pipeline's. With several languages each job names its own, and a task runner's may need any of them. */
function toolchainOf(
  survey: Survey,
  ecosystem: Ecosystem | undefined,
): Toolchain | readonly Toolchain[] | false | undefined {
  const all = languagesOf(survey).flatMap((language) => language.toolchain?.expanded ?? []);
  if (ecosystem?.name === 'docker') return all.length === 1 ? false : undefined;
  if (all.length < 2) return undefined;
  return ecosystem?.toolchain?.expanded ?? all;
}

function oneOrMore(texts: readonly string[]): string | readonly string[] {
  return texts.length === 1 ? (texts[0] ?? '') : texts;
}

function distinct(wants: readonly CapabilityConfig[]): readonly CapabilityConfig[] {
  return [...new Map(wants.map((want) => [JSON.stringify(want), want])).values()];
}
