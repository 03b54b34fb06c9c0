import { z } from 'zod';
import type { MatrixConfig } from '../config.ts';
import { durationText, filledText, nameText, variableText } from './text-formats.ts';
import {
  anything,
  environment,
  matrixReference,
  plainEnvironment,
  platformName,
  scalar,
  shellName,
  textOrTexts,
  toolchain,
} from './toolchain-schema.ts';

const when = z.enum(['on_success', 'on_failure', 'always']).meta({ id: 'When' });

const step = z
  .strictObject({
    name: filledText.exactOptional(),
    run: textOrTexts,
    shell: shellName.exactOptional(),
    cwd: filledText.exactOptional(),
    env: environment.exactOptional(),
    secrets: z.array(z.string()).exactOptional(),
    when: when.exactOptional(),
    timeout: durationText.exactOptional(),
    platforms: z.array(platformName).exactOptional(),
  })
  .meta({ id: 'StepConfig' });

const need = z
  .strictObject({
    job: z.string(),
    platform: z.union([z.enum(['same', 'all']), platformName]).exactOptional(),
    artifacts: z.array(z.string()).exactOptional(),
  })
  .meta({ id: 'NeedConfig' });

const cells = z.array(z.record(z.string(), scalar));

/** Its index signature says more than zod's types can. The names of axes are a check's concern. */
const matrix = z
  .object({ include: cells.exactOptional(), exclude: cells.exactOptional() })
  .catchall(z.array(scalar))
  .meta({ id: 'MatrixConfig' }) as unknown as z.ZodType<MatrixConfig, MatrixConfig>;

const capability = z.union([
  z.enum(['docker', 'display', 'network']),
  z.strictObject({ tool: filledText, version: filledText.exactOptional() }).meta({ id: 'ToolCapability' }),
]);

const artifact = z
  .strictObject({
    name: nameText.exactOptional(),
    paths: z.union([z.string(), z.array(z.string()).min(1)]),
    retention: durationText.exactOptional(),
    ifMissing: z.enum(['error', 'ignore']).exactOptional(),
  })
  .meta({ id: 'ArtifactConfig' });

const globs = z.union([z.string(), z.array(z.string()).min(1)]);

const reports = z
  .strictObject({
    tests: globs.exactOptional(),
    coverage: globs.exactOptional(),
    benchmarks: globs.exactOptional(),
    findings: globs.exactOptional(),
  })
  .meta({ id: 'ReportsConfig' });

const service = z
  .strictObject({
    image: filledText,
    env: plainEnvironment.exactOptional(),
    ports: z.array(z.union([z.string(), z.number()])).exactOptional(),
  })
  .meta({ id: 'ServiceConfig' });

const runner = z
  .strictObject({
    image: z.union([filledText, matrixReference]).exactOptional(),
    size: filledText.exactOptional(),
    dockerLayerCaching: z.boolean().exactOptional(),
  })
  .meta({ id: 'RunnerConfig' });

/** CircleCI's `retries` and GitHub's matrix both end well below these; more is a slip of the hand. */
export const retries = z.int().min(0).max(10);
const shards = z.int().min(1).max(256);

export const job = z
  .strictObject({
    title: filledText.exactOptional(),
    category: z
      .enum([
        'lint',
        'types',
        'unit',
        'integration',
        'regression',
        'e2e',
        'platform',
        'benchmark',
        'docker',
        'build',
        'security',
        'release',
      ])
      .exactOptional(),
    run: textOrTexts.exactOptional(),
    steps: z.array(z.union([filledText, step])).exactOptional(),
    fix: textOrTexts.exactOptional(),
    needs: z.array(z.union([z.string(), need])).exactOptional(),
    matrix: matrix.exactOptional(),
    platforms: z.array(platformName).exactOptional(),
    requires: z.array(capability).exactOptional(),
    wants: z.array(capability).exactOptional(),
    toolchain: z.union([toolchain, z.array(toolchain), z.literal(false)]).exactOptional(),
    inputs: z.array(z.string()).exactOptional(),
    outputs: z.array(z.string()).exactOptional(),
    values: z.array(nameText).exactOptional(),
    reports: reports.exactOptional(),
    artifacts: z
      .record(nameText, z.union([z.string(), z.array(z.string()).min(1), artifact]))
      .exactOptional(),
    env: environment.exactOptional(),
    inheritEnv: z.boolean().exactOptional(),
    passEnv: z.array(variableText).exactOptional(),
    tty: z.boolean().exactOptional(),
    environment: filledText.exactOptional(),
    approval: z.boolean().exactOptional(),
    permissions: z.record(z.string(), z.enum(['read', 'write'])).exactOptional(),
    secrets: z.array(variableText).exactOptional(),
    timeout: durationText.exactOptional(),
    idleTimeout: durationText.exactOptional(),
    retries: retries.exactOptional(),
    allowFailure: z.boolean().exactOptional(),
    locks: z.array(nameText).exactOptional(),
    shards: shards.exactOptional(),
    when: when.exactOptional(),
    shell: shellName.exactOptional(),
    cwd: filledText.exactOptional(),
    budget: durationText.exactOptional(),
    runner: runner.exactOptional(),
    container: filledText.exactOptional(),
    services: z.record(nameText, z.union([filledText, service])).exactOptional(),
    github: anything.exactOptional(),
    circleci: anything.exactOptional(),
  })
  .meta({ id: 'JobConfig' });
