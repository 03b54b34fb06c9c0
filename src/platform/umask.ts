let umask: number | undefined;

/** That of this process. Asked for once: for a moment, who asks for the umask takes it away from every thread. */
export function ownUmask(): number {
  umask ??= process.umask();
  return umask;
}
