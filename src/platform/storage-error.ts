/** A file that lockstep keeps cannot be written: a full disk, a quota, missing rights. Nobody's mistake in a definition, nor ours. */
export class StorageError extends Error {
  constructor(path: string, cause: unknown) {
    super(`cannot write ${path}: ${describe(cause)}`, { cause });
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would become larger than this system allows',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'the operation is not permitted',
  ENOTDIR: 'there is a file where a directory should be',
  EEXIST: 'there is a file where a directory should be',
  EIO: 'the disk reports an error',
};

function describe(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return WORDS[code ?? ''] ?? message;
}
