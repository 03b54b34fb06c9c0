/** Every code that finding and reading a definition's file can give, besides those of the pipeline in it. */
export const DEFINITION_CODES = [
  'ambiguous-definition',
  'bundle-error',
  'definition-exits',
  'definition-not-found',
  'definition-throws',
  'definition-times-out',
  'definition-too-large',
  'duplicate-key',
  'no-default-export',
  'not-data',
  'syntax-error',
] as const;

export type DefinitionCode = (typeof DEFINITION_CODES)[number];
