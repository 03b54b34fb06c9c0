import { type FileHook, USUAL_STAGES } from '../file-hook.ts';
import { isBad, readOptions } from '../hook-options.ts';

/**
 * YAML 1.2 that a safe loader takes. Source: pre-commit-hooks, `check_yaml.py`: one document unless `-m`, `--multi` or
 * `--allow-multiple-documents`; no key twice, no unknown tag. `--unsafe` looks at the syntax alone, of any number of documents.
 */
export const checkYaml: FileHook = {
  name: 'check-yaml',
  says: 'YAML that can be read',
  fixes: false,
  types: ['yaml'],
  stages: USUAL_STAGES,
  prepare(args) {
    const given = readOptions(args, {
      '-m': { key: 'multi', takes: 'nothing' },
      '--multi': { key: 'multi', takes: 'nothing' },
      '--allow-multiple-documents': { key: 'multi', takes: 'nothing' },
      '--unsafe': { key: 'unsafe', takes: 'nothing' },
    });
    if (isBad(given)) return given;
    const isUnsafe = given.has('unsafe');
    return {
      kind: 'parsed',
      async load() {
        const { lookAtYaml } = await import('../formats/yaml-faults.ts');
        return ({ bytes }) => lookAtYaml(bytes, { isUnsafe, isMulti: isUnsafe || given.has('multi') });
      },
    };
  },
};
