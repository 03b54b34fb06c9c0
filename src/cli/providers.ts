import { circleci } from '../providers/circleci/circleci.ts';
import { githubProvider } from '../providers/github/provider.ts';
import type { Provider } from '../providers/provider.ts';

/** The CI systems lockstep compiles to, in the order they are shown. */
export const PROVIDERS: readonly Provider[] = [circleci, githubProvider];
