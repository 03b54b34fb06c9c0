import { providerContract } from '../provider.contract.ts';
import { circleci } from './circleci.ts';

// Its file can react neither to paths nor to releases.
providerContract({ provider: circleci, actions: {}, refuses: ['paths', 'releases'] });
