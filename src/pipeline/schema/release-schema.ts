import { z } from 'zod';
import { channels } from './channels-schema.ts';
import { releaseAbout, releaseBuild } from './release-build-schema.ts';
import { durationText, filledText, repositoryText, tagPatternText } from './text-formats.ts';

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

export const release = z
  .strictObject({
    receipts: receipts.exactOptional(),
    tag: tagPatternText.exactOptional(),
    branch: filledText.exactOptional(),
    versions: z.array(filledText).min(1).exactOptional(),
    changelog: z.union([filledText, z.literal(false)]).exactOptional(),
    build: releaseBuild.exactOptional(),
    about: releaseAbout.exactOptional(),
    channels: channels.exactOptional(),
    signers: z.array(identity).min(1).exactOptional(),
  })
  .meta({ id: 'ReleaseConfig' });
