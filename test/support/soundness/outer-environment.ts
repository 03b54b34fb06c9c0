/** Without what would tell a tool that it runs on a CI system, in another run, or what this test run has set for itself. */
export function outerEnvironment(): Record<string, string> {
  const foreign =
    /^(CI|GITHUB_.*|CIRCLECI|LOCKSTEP.*|NODE_.*|npm_.*|FORCE_COLOR|NO_COLOR|TRACEPARENT|NX_.*|TURBO_.*|MOON_.*|WIREIT_.*)$/;
  const entries = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !foreign.test(name),
  );
  return { ...(Object.fromEntries(entries) as Record<string, string>), TZ: 'UTC', LANG: 'C.UTF-8' };
}
