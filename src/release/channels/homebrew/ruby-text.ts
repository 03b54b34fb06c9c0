/** A text as a literal of Ruby, in which nothing is read as code (docs.ruby-lang.org, "Literals", double-quoted strings). */
export function rubyText(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(/#(?=[{$@])/g, '\\#')}"`;
}
