import { z } from 'zod';
import { durationText, filledText, repositoryText } from './text-formats.ts';

const place = z.enum(['github', 'circleci', 'local']);

const identity = z.union([
  z
    .strictObject({ key: filledText, systems: z.array(place).exactOptional() })
    .meta({ id: 'ReceiptKeyConfig' }),
  z
    .strictObject({ github: repositoryText, workflows: z.array(filledText).exactOptional() })
    .meta({ id: 'ReceiptGithubConfig' }),
  z.strictObject({ circleci: filledText, organization: filledText }).meta({ id: 'ReceiptCircleciConfig' }),
  z
    .strictObject({ issuer: filledText, subject: filledText, system: place })
    .meta({ id: 'ReceiptSubjectConfig' }),
]);

/** Also the shape of a file that `receipt verify --policy` reads. */
export const receipts = z
  .strictObject({
    identities: z.array(identity).exactOptional(),
    branches: z.array(filledText).min(1).exactOptional(),
    maxAge: durationText.exactOptional(),
    jobs: z.array(filledText).min(1).exactOptional(),
    resource: filledText.exactOptional(),
    verifier: filledText.exactOptional(),
  })
  .meta({ id: 'ReceiptsConfig' });

/** What else a release will say is open still. */
export const release = z.looseObject({ receipts: receipts.exactOptional() }).meta({ id: 'ReleaseConfig' });
