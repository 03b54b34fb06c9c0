import type { HookStage } from '../../pipeline/hooks-config.ts';

export interface HooksRunOptions {
  readonly stage?: HookStage;
  readonly allFiles?: boolean;
  readonly files?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}
