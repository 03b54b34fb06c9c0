import { systemGit } from '../platform/git.ts';
import { thisHost } from '../platform/host.ts';
import type { ReportOrigin } from '../reports/report-origin.ts';
import { UsageError } from './exit-code.ts';

export interface OriginOptions {
  readonly job?: string;
  readonly platform?: string;
  readonly variant?: string;
  readonly attempt?: number;
}

/** Where reports come from whose path does not tell: what was said, else this job on this machine. */
export async function givenOrigin(directory: string, options: OriginOptions): Promise<ReportOrigin> {
  const { env } = process;
  const state = await systemGit.state(directory);
  const tree = state?.dirty === false ? await systemGit.treeOf(directory, state.commit) : undefined;
  const shard = env.LOCKSTEP_SHARD;
  const leg = legOf(env.LOCKSTEP_LEG);
  for (const [name, value] of Object.entries({ job: options.job, platform: options.platform }))
    if (value !== undefined && !/^[\w./ ()=,-]{1,200}$/.test(value))
      throw new UsageError(`--${name} '${value}' is no name`);
  return {
    job: options.job ?? env.LOCKSTEP_JOB ?? 'local',
    platform: options.platform ?? leg?.platform ?? thisHost().os,
    variant: options.variant ?? [leg?.cell ?? '', shard && `shard=${shard}`].filter(Boolean).join(','),
    attempt: options.attempt ?? 1,
    ...(state !== undefined && { commit: state.commit }),
    ...(tree !== undefined && { tree }),
    time: Date.now(),
  };
}

/** `unit@linux/arm64(node=22)`: what the job's environment says of the leg, which the machine cannot tell. */
function legOf(text: string | undefined): { readonly platform: string; readonly cell: string } | undefined {
  const [, platform, cell = ''] =
    /^[^@]+@((?:linux|macos|windows)(?:\/(?:x64|arm64))?)(?:\((.*)\))?$/s.exec(text ?? '') ?? [];
  return platform === undefined ? undefined : { platform, cell };
}
