import { z } from 'zod';
import { filledText, nameText, variableText } from './text-formats.ts';

export const platformName = z
  .enum([
    'linux',
    'macos',
    'windows',
    'linux/x64',
    'linux/arm64',
    'macos/x64',
    'macos/arm64',
    'windows/x64',
    'windows/arm64',
  ])
  .meta({ id: 'PlatformName' });

export const shellName = z.enum(['bash', 'sh', 'pwsh', 'powershell', 'cmd']).meta({ id: 'ShellName' });

export const scalar = z.union([z.string(), z.number(), z.boolean()]);

export const textOrTexts = z.union([filledText, z.array(filledText).min(1)]);

export const matrixReference = z.strictObject({ matrix: nameText }).meta({ id: 'MatrixReference' });

const inputReference = z.strictObject({ input: nameText }).meta({ id: 'InputReference' });
const tagReference = z.strictObject({ event: z.literal('tag') }).meta({ id: 'TagReference' });
const valueReference = z.strictObject({ job: nameText, value: nameText }).meta({ id: 'ValueReference' });

export const environment = z.record(
  variableText,
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    matrixReference,
    valueReference,
    inputReference,
    tagReference,
  ]),
);

export const plainEnvironment = z.record(variableText, z.string());

/** What is merged into emitted configuration: anything. */
export const anything = z.record(z.string(), z.unknown());

export const toolchain = z
  .strictObject({
    name: z.enum(['python', 'node', 'go', 'rust', 'plain', 'lockstep']),
    version: z.union([filledText, matrixReference]).exactOptional(),
    node: filledText.exactOptional(),
    prepare: filledText.exactOptional(),
    install: filledText.exactOptional(),
    lockFiles: z.array(filledText).exactOptional(),
    inputs: z.array(filledText).exactOptional(),
    cache: z.array(filledText).exactOptional(),
    provides: z.array(filledText).exactOptional(),
    path: z
      .strictObject({
        linux: z.array(filledText).exactOptional(),
        macos: z.array(filledText).exactOptional(),
        windows: z.array(filledText).exactOptional(),
      })
      .exactOptional(),
    env: plainEnvironment.exactOptional(),
  })
  .meta({ id: 'Toolchain' });
