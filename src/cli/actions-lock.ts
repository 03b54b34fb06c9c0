import type { ActionsLock } from '../providers/provider.ts';

export const ACTIONS: ActionsLock = {};
