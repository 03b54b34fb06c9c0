/**
 * The file of a project that a path in a report means. Reports name files from wherever the tool ran: another checkout, a container, a
 * Go module, a package of Java. What fits is the longest end of the path that is a file of the project, or the one file whose path
 * ends like it.
 */
export class ProjectFiles {
  readonly #files: ReadonlySet<string>;
  #byName: Map<string, string[]> | undefined;

  /** Relative to the project's root, with forward slashes. */
  constructor(files: ReadonlySet<string>) {
    this.#files = files;
  }

  /** Undefined when it is none, or could be several. */
  find(path: string): string | undefined {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.');
    for (let from = 0; from < parts.length; from++) {
      const end = parts.slice(from).join('/');
      if (this.#files.has(end)) return end;
    }
    const whole = `/${parts.join('/')}`;
    const found = this.#named(parts.at(-1) ?? '').filter((file) => `/${file}`.endsWith(whole));
    return found.length === 1 ? found[0] : undefined;
  }

  #named(name: string): readonly string[] {
    if (this.#byName === undefined) {
      this.#byName = new Map();
      for (const file of this.#files) {
        const own = file.slice(file.lastIndexOf('/') + 1);
        const list = this.#byName.get(own);
        if (list === undefined) this.#byName.set(own, [file]);
        else list.push(file);
      }
    }
    return this.#byName.get(name) ?? [];
  }
}
