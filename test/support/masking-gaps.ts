/** What output puts between the letters of a secret: nothing, white space, and escape sequences, whole or cut off. */
export const GAPS: readonly string[] = [
  '',
  ' ',
  '\n',
  '\r\n',
  '\u001b[31m',
  '\u001b[',
  '\u001b]0;',
  '\u0007',
  '\u001b\\',
  '\u001b',
  '\t',
];
