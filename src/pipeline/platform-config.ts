/** Operating systems a job can run on. */
export type Os = 'linux' | 'macos' | 'windows';

export type Arch = 'x64' | 'arm64';

/** An operating system, with an architecture where it matters: `linux`, `windows`, `linux/arm64`. */
export type PlatformName = Os | `${Os}/${Arch}`;
