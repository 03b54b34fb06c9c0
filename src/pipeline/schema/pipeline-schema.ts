import { z } from 'zod';
import type { PipelineConfig } from '../config.ts';
import { hooks } from './hooks-schema.ts';
import { job, retries } from './job-schema.ts';

import { notify } from './notify-schema.ts';
import { release } from './release-schema.ts';
import {
  durationText,
  filledText,
  nameText,
  repositoryText,
  severityWord,
  variableText,
} from './text-formats.ts';

import { anything, environment, platformName, shellName, toolchain } from './toolchain-schema.ts';
import { trigger } from './trigger-schema.ts';

const system = z.enum(['github', 'circleci']);

const workflow = z
  .strictObject({
    title: filledText.exactOptional(),
    jobs: z.union([z.literal('*'), z.array(z.string())]),
    platforms: z.array(platformName).exactOptional(),
    owner: z
      .union([
        system,
        z.strictObject({
          linux: system.exactOptional(),
          macos: system.exactOptional(),
          windows: system.exactOptional(),
        }),
      ])
      .exactOptional(),
    on: z.array(trigger).exactOptional(),
    budget: durationText.exactOptional(),
    overBudget: z.enum(['warn', 'fail']).exactOptional(),
    env: environment.exactOptional(),
    failFast: z.boolean().exactOptional(),
  })
  .meta({ id: 'WorkflowConfig' });

const secret = z
  .strictObject({
    description: z.string().exactOptional(),
    rotate: durationText.exactOptional(),
    context: filledText.exactOptional(),
    environment: filledText.exactOptional(),
  })
  .meta({ id: 'SecretConfig' });

const defaults = z
  .strictObject({
    timeout: durationText.exactOptional(),
    idleTimeout: durationText.exactOptional(),
    retries: retries.exactOptional(),
    shell: shellName.exactOptional(),
    inheritEnv: z.boolean().exactOptional(),
  })
  .meta({ id: 'DefaultsConfig' });

const percent = z.number().min(0).max(100);

const coverage = z
  .strictObject({ min: percent.exactOptional(), diffMin: percent.exactOptional() })
  .meta({ id: 'CoverageConfig' });

const severity = z.enum(['critical', 'high', 'medium', 'low', 'info']);

const findings = z
  .strictObject({
    failOn: z.enum([...severity.options, 'none']).exactOptional(),
    ignoreUnfixed: z.boolean().exactOptional(),
    maxDatabaseAge: durationText.exactOptional(),
    severities: z.record(severityWord, severity).exactOptional(),
  })
  .meta({ id: 'FindingsConfig' });

const documents = z
  .strictObject({
    repository: repositoryText.exactOptional(),
    files: z.array(z.string()).exactOptional(),
    makefile: z.union([z.boolean(), filledText]).exactOptional(),
  })
  .meta({ id: 'DocumentsConfig' });

const exception = z
  .strictObject({
    jobs: z.union([z.literal('*'), z.array(nameText)]),
    platform: platformName,
    on: z.enum(['push', 'pull_request', 'tag', 'release', 'manual', 'schedule']),
    ref: filledText.exactOptional(),
    reason: filledText,
  })
  .meta({ id: 'OwnershipException' });

/** The shape of a definition. What its parts must mean to each other is for `check/`. */
export const pipelineSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  project: filledText,
  toolchain: z.union([toolchain, z.array(toolchain)]).exactOptional(),
  jobs: z.record(nameText, z.union([filledText, job])),
  workflows: z.record(nameText, workflow).exactOptional(),
  defaultWorkflow: z.string().exactOptional(),
  env: environment.exactOptional(),
  secrets: z.union([z.array(variableText), z.record(variableText, secret)]).exactOptional(),
  defaults: defaults.exactOptional(),
  exceptions: z.array(exception).exactOptional(),
  documents: documents.exactOptional(),
  coverage: coverage.exactOptional(),
  findings: findings.exactOptional(),
  hooks: hooks.exactOptional(),
  release: release.exactOptional(),
  notify: notify.exactOptional(),
  github: anything.exactOptional(),
  circleci: anything.exactOptional(),
});

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;
/** Every property there, so that one that only one side has is seen. */
type Complete<T> = T extends object ? { readonly [Key in keyof T]-?: Complete<T[Key]> } : T;
type Assignable<From extends To, To> = From;
type Accepted = z.input<typeof pipelineSchema>;

/**
 * Compile-time proof that the schema accepts what the interfaces describe, and nothing else.
 * @public Nobody reads it: that it compiles is its use.
 */
export type SchemaMatchesInterfaces = [
  Assignable<DeepReadonly<Accepted>, PipelineConfig>,
  Assignable<DeepReadonly<PipelineConfig>, DeepReadonly<Accepted>>,
  Assignable<Complete<Accepted>, Complete<PipelineConfig>>,
  Assignable<Complete<PipelineConfig>, Complete<Accepted>>,
];
