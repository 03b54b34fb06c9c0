/** Filters of GitHub Actions that mean a pattern, or why there are none. */
export type Filters = readonly string[] | { readonly reason: string };

/** Characters that mean themselves only behind a backslash; `!` does at the start alone. */
export function escapeFilter(text: string): string {
  return text.replace(/[\\*?+[\]]/g, '\\$&').replace(/^!/, '\\!');
}

/** May this stand between brackets? Only letters, digits and ranges of them may. */
export function isSet(text: string): boolean {
  return /^(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|[A-Za-z0-9])+$/.test(text);
}
