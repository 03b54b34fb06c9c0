import type { Diagnostic, PropertyPath } from '../../diagnostics/diagnostic.ts';
import type { PipelineConfig, Toolchain } from '../config.ts';
import { type CheckContext, problem } from './check-context.ts';

/** What a toolchain `lockstep` can say, and others cannot. */
export function checkToolchains({ config, written }: CheckContext): readonly Diagnostic[] {
  const places: readonly (readonly [PipelineConfig['toolchain'] | false, PropertyPath])[] = [
    [config.toolchain, ['toolchain']],
    ...[...written].map(([name, job]) => [job.toolchain, ['jobs', name, 'toolchain']] as const),
  ];
  return places.flatMap(([given, at]) => {
    if (given === undefined || given === false) return [];
    if ('name' in given) return checkToolchain(given, at);
    return given.flatMap((one, index) => checkToolchain(one, [...at, index]));
  });
}

function checkToolchain(toolchain: Toolchain, at: PropertyPath): readonly Diagnostic[] {
  if (toolchain.name !== 'lockstep')
    return toolchain.node === undefined ? [] : [foreign(`'${toolchain.name}'`, 'node', at)];
  const { name: _, version, node, ...others } = toolchain;
  const found = Object.keys(others).map((key) => foreign("'lockstep'", key, at));
  if (version !== undefined && (typeof version !== 'string' || !isPackageVersion(version)))
    found.push(
      problem(
        'bad-value',
        [...at, 'version'],
        `${typeof version === 'string' ? `'${version}'` : 'A reference'} is no version of lockstep that npm could install.`,
        {
          fix: "Write an exact version ('1.2.3'), or the address of a package, without spaces and quotes.",
        },
      ),
    );
  if (node !== undefined && !/^[\w.*/-]{1,40}$/.test(node))
    found.push(
      problem('bad-value', [...at, 'node'], `'${node}' is no version of Node.js.`, { fix: "Write '22'." }),
    );
  return found;
}

function foreign(toolchain: string, key: string, at: PropertyPath): Diagnostic {
  return problem('unknown-key', [...at, key], `A toolchain ${toolchain} has no '${key}'.`, {
    atKey: true,
    fix:
      key === 'node' ? "Only lockstep's has: the Node.js it runs with." : "It has a 'version' and a 'node'.",
  });
}

/** What may stand behind `lockstep@` (docs.npmjs.com, "package-spec"), as far as it is the same in every shell when it is quoted. */
function isPackageVersion(version: string): boolean {
  return /^[A-Za-z0-9^~*<>=@:/._+%#?&-]{1,300}$/.test(version);
}
