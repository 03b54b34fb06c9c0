import { z } from 'zod';
import { filledText } from './text-formats.ts';

const python = z
  .strictObject({ run: filledText.exactOptional(), requirements: filledText.exactOptional() })
  .meta({ id: 'PythonBuildConfig' });

const npm = z.strictObject({ run: filledText.exactOptional() }).meta({ id: 'NpmBuildConfig' });

const binary = z
  .strictObject({
    run: filledText.exactOptional(),
    files: z.union([filledText, z.array(filledText).min(1)]),
    os: z.enum(['linux', 'macos', 'windows']).exactOptional(),
    arch: z.enum(['x64', 'arm64']).exactOptional(),
  })
  .meta({ id: 'BinaryBuildConfig' });

const image = z
  .strictObject({ run: filledText.exactOptional(), file: filledText })
  .meta({ id: 'ImageBuildConfig' });

export const releaseBuild = z
  .strictObject({
    python: z.union([z.boolean(), python]).exactOptional(),
    npm: z.union([z.boolean(), npm]).exactOptional(),
    binaries: z.array(binary).min(1).exactOptional(),
    image: image.exactOptional(),
    source: z.boolean().exactOptional(),
  })
  .meta({ id: 'ReleaseBuildConfig' });

export const releaseAbout = z
  .strictObject({
    description: filledText.exactOptional(),
    repository: filledText.exactOptional(),
    homepage: filledText.exactOptional(),
    license: filledText.exactOptional(),
    authors: z.array(filledText).min(1).exactOptional(),
  })
  .meta({ id: 'ReleaseAboutConfig' });
