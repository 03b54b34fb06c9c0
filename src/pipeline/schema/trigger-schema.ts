import { z } from 'zod';
import { filledText, nameText } from './text-formats.ts';
import { platformName, scalar } from './toolchain-schema.ts';

const patterns = z.array(filledText);
const platforms = z.array(platformName).exactOptional();

const input = z
  .strictObject({
    type: z.enum(['string', 'boolean', 'number', 'choice']).exactOptional(),
    description: z.string().exactOptional(),
    required: z.boolean().exactOptional(),
    default: scalar.exactOptional(),
    options: z.array(z.string()).exactOptional(),
  })
  .meta({ id: 'InputConfig' });

export const trigger = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('push'),
      branches: patterns,
      ignoreBranches: patterns.exactOptional(),
      paths: z.array(z.string()).exactOptional(),
      platforms,
    })
    .meta({ id: 'PushTrigger' }),
  z
    .strictObject({
      kind: z.literal('pull_request'),
      branches: patterns.exactOptional(),
      paths: z.array(z.string()).exactOptional(),
      platforms,
    })
    .meta({ id: 'PullRequestTrigger' }),
  z.strictObject({ kind: z.literal('tag'), tags: patterns, platforms }).meta({ id: 'TagTrigger' }),
  z
    .strictObject({ kind: z.literal('release'), tags: patterns.exactOptional(), platforms })
    .meta({ id: 'ReleaseTrigger' }),
  z
    .strictObject({ kind: z.literal('manual'), inputs: z.record(nameText, input).exactOptional(), platforms })
    .meta({ id: 'ManualTrigger' }),
  z
    .strictObject({
      kind: z.literal('schedule'),
      cron: filledText,
      branch: filledText.exactOptional(),
      platforms,
    })
    .meta({ id: 'ScheduleTrigger' }),
]);
