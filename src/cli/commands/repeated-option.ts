/** The parser of an option that may be given several times: all values, in their order. Its default is an empty list. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
