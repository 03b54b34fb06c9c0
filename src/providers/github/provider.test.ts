import { providerContract } from '../provider.contract.ts';
import { GITHUB_ACTIONS } from './actions.ts';
import { githubProvider } from './provider.ts';

providerContract({ provider: githubProvider, actions: GITHUB_ACTIONS });
