import { z } from 'zod';
import { filledText, imageText, repositoryText, variableText } from './text-formats.ts';

const channel = z.strictObject({ secret: variableText.exactOptional() }).meta({ id: 'ChannelConfig' });
const orTrue = z.union([z.boolean(), channel]);

const github = z
  .strictObject({
    ...channel.shape,
    repository: repositoryText.exactOptional(),
    title: filledText.exactOptional(),
  })
  .meta({ id: 'GithubChannelConfig' });

const delivery = {
  ...channel.shape,
  branch: filledText.exactOptional(),
  by: z.enum(['commit', 'dispatch']).exactOptional(),
  workflow: filledText.exactOptional(),
  event: filledText.exactOptional(),
  url: filledText.exactOptional(),
};

const homebrew = z
  .strictObject({
    ...delivery,
    tap: repositoryText,
    formula: filledText.exactOptional(),
    program: filledText.exactOptional(),
    python: filledText.exactOptional(),
  })
  .meta({ id: 'HomebrewChannelConfig' });

const scoop = z
  .strictObject({
    ...delivery,
    bucket: repositoryText,
    app: filledText.exactOptional(),
    program: filledText.exactOptional(),
  })
  .meta({ id: 'ScoopChannelConfig' });

const chocolatey = z
  .strictObject({
    ...channel.shape,
    id: filledText.exactOptional(),
    title: filledText.exactOptional(),
    tags: z.array(filledText).min(1).exactOptional(),
    icon: filledText.exactOptional(),
    description: filledText.exactOptional(),
    program: filledText.exactOptional(),
    feed: filledText.exactOptional(),
    push: filledText.exactOptional(),
  })
  .meta({ id: 'ChocolateyChannelConfig' });

export const channels = z
  .strictObject({
    github: z.union([z.boolean(), github]).exactOptional(),
    pypi: orTrue.exactOptional(),
    npm: orTrue.exactOptional(),
    container: z.strictObject({ ...channel.shape, image: imageText }).exactOptional(),
    homebrew: homebrew.exactOptional(),
    scoop: scoop.exactOptional(),
    chocolatey: z.union([z.boolean(), chocolatey]).exactOptional(),
  })
  .meta({ id: 'ChannelsConfig' });
