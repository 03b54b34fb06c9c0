import { z } from 'zod';
import {
  addressText,
  durationText,
  filledText,
  mailboxText,
  nameText,
  variableText,
} from './text-formats.ts';

const event = z.enum([
  'workflow-failed',
  'release-stuck',
  'benchmark-regressed',
  'secret-old',
  'budget-exceeded',
  'recovered',
]);

const limit = z.int().min(1).max(1000).exactOptional();

const receiver = z.discriminatedUnion('medium', [
  z
    .strictObject({
      medium: z.literal('issue'),
      labels: z.array(filledText).exactOptional(),
      assignees: z.array(filledText).exactOptional(),
      limit,
    })
    .meta({ id: 'IssueReceiverConfig' }),
  z.strictObject({ medium: z.literal('pull-request'), limit }).meta({ id: 'PullRequestReceiverConfig' }),
  z.strictObject({ medium: z.literal('commit'), limit }).meta({ id: 'CommitReceiverConfig' }),
  z
    .strictObject({ medium: z.literal('slack'), webhook: variableText, limit })
    .meta({ id: 'SlackReceiverConfig' }),
  z
    .strictObject({
      medium: z.literal('email'),
      server: variableText,
      from: mailboxText,
      to: z.array(mailboxText).min(1),
      limit,
    })
    .meta({ id: 'EmailReceiverConfig' }),
  z
    .strictObject({ medium: z.literal('webhook'), url: addressText, secret: variableText, limit })
    .meta({ id: 'WebhookReceiverConfig' }),
]);

const route = z
  .strictObject({
    on: z.union([event, z.array(event).min(1)]),
    branches: z.array(filledText).exactOptional(),
    workflows: z.array(z.string()).exactOptional(),
    to: z.array(z.string()).min(1),
    repeat: durationText.exactOptional(),
  })
  .meta({ id: 'RouteConfig' });

export const notify = z
  .strictObject({ receivers: z.record(nameText, receiver), routes: z.array(route) })
  .meta({ id: 'NotifyConfig' });
