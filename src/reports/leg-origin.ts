import type { ReportOrigin } from './report-origin.ts';

/** What names of kept reports tell of where they come from. */
export type LegOrigin = Pick<ReportOrigin, 'job' | 'platform' | 'variant'>;

/** A leg's id (`plan/legs.ts`), or what is made of it for a file name: `unit@windows-x64(python=3.12)#2of4-0a1b2c3d`. */
const LEG =
  /^(?<job>[^@/]{1,100})@(?<os>linux|macos|windows)(?:[-/](?<arch>x64|arm64))?(?:\((?<cell>[^()/]{0,100})\))?(?:#(?<shard>\d{1,4})of\d{1,4})?(?:-[0-9a-f]{8})?$/;

/** Where a report comes from, when a folder on its path is called like the leg that wrote it, as in `.lockstep/runs/<id>/reports/`. */
export function originOfPath(path: string): LegOrigin | undefined {
  for (const folder of path.split('/').slice(0, -1).reverse()) {
    const groups = LEG.exec(folder)?.groups;
    if (groups === undefined) continue;
    const { job = '', os = '', arch, cell = '', shard } = groups;
    const variant = [
      ...(cell === '' ? [] : cell.split(',')),
      ...(shard === undefined ? [] : [`shard=${shard}`]),
    ];
    return { job, platform: arch === undefined ? os : `${os}/${arch}`, variant: variant.join(',') };
  }
  return undefined;
}

/** The variant without its shard: shards are parts of one thing. */
export function withoutShard(variant: string): string {
  return variant
    .split(',')
    .filter((part) => !part.startsWith('shard='))
    .join(',');
}

/** `linux`, `linux (node=22)`: what tells results of one job apart. */
export function legLabel({ platform, variant }: Pick<LegOrigin, 'platform' | 'variant'>): string {
  const rest = withoutShard(variant);
  return rest === '' ? platform : `${platform} (${rest})`;
}

/** The same for all attempts of one leg, or of one of its shards. In the order of these texts, jobs and their legs stand together. */
export function shardKey({ job, platform, variant }: LegOrigin): string {
  return [job, platform, variant].join('\u0000');
}

/** The same for all attempts and shards of one job, platform and variant. */
export function legKey({ job, platform, variant }: LegOrigin): string {
  return JSON.stringify([job, platform, withoutShard(variant)]);
}
