import { circleci } from '../providers/circleci/circleci.ts';
import { GITHUB_ACTIONS } from '../providers/github/actions.ts';
import { githubProvider } from '../providers/github/provider.ts';
import type { ActionsLock, Provider } from '../providers/provider.ts';

/** The CI systems lockstep compiles to, in the order they are shown. */
export const PROVIDERS: readonly Provider[] = [circleci, githubProvider];

/** The actions that may be used, each with the commit its version stood for. */
export const ACTIONS: ActionsLock = GITHUB_ACTIONS;
