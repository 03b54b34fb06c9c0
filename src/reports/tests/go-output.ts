/** What the testing package prints about a test, not the test itself (Go's `testing.go`). */
const FRAME = /^\s*(?:=== (?:RUN|PAUSE|CONT|NAME)\b|--- (?:PASS|FAIL|SKIP|BENCH): )/;

/** `    orbit_test.go:16: apogee is 1, not 2`: how `t.Error` and its like print (`testing.go`, `decorate`). */
export const GO_LOGGED: RegExp = /^\s+([^\s:]+\.go):(\d{1,7}): (.*)$/;

/** The output of a Go test without the lines around it. */
export function ownGoLines(output: string): string {
  return output
    .split('\n')
    .filter((line) => !FRAME.test(line))
    .join('\n');
}

/** The last thing a test logged, which is what `t.Fatal` said; or a panic. */
export function goMessage(output: string): string {
  const lines = output.split('\n');
  const panic = lines.find((line) => line.startsWith('panic: '));
  if (panic !== undefined) return panic;
  const logged = lines.map((line) => GO_LOGGED.exec(line)?.[3]).filter((line) => line !== undefined);
  return logged.at(-1) ?? lines.find((line) => line.trim() !== '')?.trim() ?? '';
}

/** Names of tests with subtests (`TestMoon` of `TestMoon/full`), and of those among them in which one failed. */
export function goParents(tests: Iterable<{ readonly name: string; readonly failed: boolean }>): {
  readonly parents: ReadonlySet<string>;
  readonly failedWithin: ReadonlySet<string>;
} {
  const parents = new Set<string>();
  const failedWithin = new Set<string>();
  for (const { name, failed } of tests)
    for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
      parents.add(name.slice(0, at));
      if (failed) failedWithin.add(name.slice(0, at));
    }
  return { parents, failedWithin };
}
