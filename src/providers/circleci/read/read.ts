import type { EmittedFile, ReadBack } from '../../provider.ts';

export function read(_files: readonly EmittedFile[]): ReadBack {
  return { workflows: [], diagnostics: [] };
}
