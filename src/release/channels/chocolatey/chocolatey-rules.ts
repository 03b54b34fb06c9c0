/** What a package says of itself. */
export interface PackageFacts {
  readonly id: string;
  readonly title: string;
  /** Markdown. */
  readonly description: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly icon: string | undefined;
  readonly projectUrl: string;
  readonly authors: readonly string[];
}

export interface BrokenRequirement {
  /** As the validator names it. */
  readonly rule: string;
  /** Completes "the package …". */
  readonly why: string;
  readonly fix: string;
}

/**
 * The requirements that Chocolatey's validator would refuse a package for, as far as a definition can break them (docs.chocolatey.org, "Package validator",
 * rules CPMR0001 to CPMR0076); the others hold for every package that is rendered here.
 */
export function brokenRequirements(facts: PackageFacts): readonly BrokenRequirement[] {
  const { description, id, title, tags, icon, projectUrl, authors } = facts;
  const broken: BrokenRequirement[] = [];
  const demand = (holds: boolean, rule: string, why: string, fix: string): void => {
    if (!holds) broken.push({ rule, why, fix });
  };
  demand(
    /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/.test(id),
    'CPMR0024',
    `cannot have the id '${id}'`,
    'Small letters, digits, points and dashes: release.channels.chocolatey.id.',
  );
  const length = [...description].length;
  demand(length > 0, 'CPMR0002', 'has no description', DESCRIBE);
  demand(
    length === 0 || length >= 30,
    'CPMR0032',
    `has a description of ${length} characters, and 30 are asked for`,
    DESCRIBE,
  );
  demand(length <= 4000, 'CPMR0026', `has a description of ${length} characters, and 4000 may be`, DESCRIBE);
  demand(
    !tags.some((tag) => /[,\s]/.test(tag)),
    'CPMR0014',
    'has a tag with a comma or a space',
    'Each tag is one word: release.channels.chocolatey.tags.',
  );
  demand(tags.length > 0, 'CPMR0023', 'has no tags', 'Name some: release.channels.chocolatey.tags.');
  demand(
    icon === undefined ||
      !/^https?:\/\/(?:raw\.github(?:usercontent)?\.com|github\.com\/[^/]+\/[^/]+\/raw)\//i.test(icon),
    'CPMR0076',
    'has an icon at a raw address of GitHub, which serves no files to people',
    'Put it on a server for files, such as cdn.jsdelivr.net/gh/owner/name@tag/icon.png.',
  );
  demand(/^https?:\/\//.test(projectUrl), 'CPMR0009', 'has no page', 'Name it in release.about.homepage.');
  demand(authors.length > 0, 'CPMR0001', 'has no authors', 'Name them in release.about.authors.');
  demand(
    // What `choco new` leaves for people to fill in.
    ![title, description].some((text) => /__REPLACE__|\{\{.*\}\}|\[\[.*\]\]|YOUR_|TODO:/i.test(text)),
    'CPMR0019',
    'has words of a template left in it',
    DESCRIBE,
  );
  return broken;
}

const DESCRIBE = 'Say in release.channels.chocolatey.description what it does, in 30 to 4000 characters.';
