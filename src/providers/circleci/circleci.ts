import { SYSTEM_TITLES } from '../../pipeline/system-titles.ts';
import type { Provider } from '../provider.ts';
import { emit } from './emit/emit.ts';
import { read } from './read/read.ts';

/** CircleCI's configuration 2.1 in `.circleci/config.yml` (circleci.com/docs/configuration-reference). */
export const circleci: Provider = { name: 'circleci', title: SYSTEM_TITLES.circleci, emit, read };
