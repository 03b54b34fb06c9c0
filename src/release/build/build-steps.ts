import type { ReleaseBuildConfig } from '../../pipeline/config.ts';
import type { ReleaseFile, ReleaseFileKind } from '../manifest/release-manifest.ts';
import type { ProjectFacts } from '../metadata/project-facts.ts';

/** One thing that is built by a command, or taken from where another job has left it. */
export interface BuildStep {
  readonly kind: Extract<ReleaseFileKind, 'wheel' | 'npm' | 'binary' | 'image'>;
  /** For people: `wheel and sdist`. */
  readonly title: string;
  /** Shell text; undefined when nothing is to be run. */
  readonly run: string | undefined;
  /** Globs of what it leaves. */
  readonly files: readonly string[];
  /**
   * Where: the folder whose path is in `LOCKSTEP_DIST`, and then `dist`, where it left something there instead; the project; or the folder that
   * `--artifacts` names.
   */
  readonly from: 'dist' | 'project' | 'artifacts';
  readonly platform: ReleaseFile['platform'];
  /** Where it stands in the definition, below `release`. */
  readonly at: readonly (string | number)[];
}

/** Whichever of the two names this machine has for it. */
const PYTHON = '"$(command -v python || command -v python3)"';

/** What a definition and the manifests of languages ask for, in the order in which it is built. */
export function buildSteps(config: ReleaseBuildConfig, facts: ProjectFacts): readonly BuildStep[] {
  return [
    ...pythonSteps(config, facts),
    ...npmSteps(config, facts),
    ...binarySteps(config),
    ...imageSteps(config),
  ];
}

function pythonSteps({ python }: ReleaseBuildConfig, facts: ProjectFacts): readonly BuildStep[] {
  if (python === false || (python === undefined && facts.python === undefined)) return [];
  const own = typeof python === 'object' ? python.run : undefined;
  return [
    {
      kind: 'wheel',
      title: 'wheel and source distribution',
      run: own ?? `${PYTHON} -m build --outdir "$LOCKSTEP_DIST"`,
      files: ['*.whl', '*.tar.gz'],
      from: 'dist',
      platform: undefined,
      at: ['build', 'python'],
    },
  ];
}

function npmSteps({ npm }: ReleaseBuildConfig, facts: ProjectFacts): readonly BuildStep[] {
  if (npm === false || (npm === undefined && (facts.npm === undefined || facts.npm.private))) return [];
  const before = typeof npm === 'object' && npm.run !== undefined ? `${npm.run}\n` : '';
  return [
    {
      kind: 'npm',
      title: 'npm package',
      run: `${before}npm pack --pack-destination "$LOCKSTEP_DIST"`,
      files: ['*.tgz'],
      from: 'dist',
      platform: undefined,
      at: ['build', 'npm'],
    },
  ];
}

function binarySteps({ binaries = [] }: ReleaseBuildConfig): readonly BuildStep[] {
  return binaries.map(({ run, files, os, arch }, index) => ({
    kind: 'binary',
    title:
      os === undefined ? `binaries ${index + 1}` : `binaries for ${[os, arch].filter(Boolean).join(' ')}`,
    run,
    files: typeof files === 'string' ? [files] : files,
    from: run === undefined ? 'artifacts' : 'project',
    platform: os !== undefined && arch !== undefined ? { os, arch } : undefined,
    at: ['build', 'binaries', index],
  }));
}

function imageSteps({ image }: ReleaseBuildConfig): readonly BuildStep[] {
  if (image === undefined) return [];
  return [
    {
      kind: 'image',
      title: 'image',
      run: image.run,
      files: [image.file],
      from: image.run === undefined ? 'artifacts' : 'project',
      platform: undefined,
      at: ['build', 'image'],
    },
  ];
}
