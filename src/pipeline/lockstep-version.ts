/** The version in package.json, which pure code cannot read; a test holds them together. */
export const LOCKSTEP_VERSION = '0.1.0';
