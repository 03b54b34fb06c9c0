import { spawn } from 'node:child_process';

/** What a program that speaks bytes printed: names and contents that need not be UTF-8. */
export interface ByteResult {
  /** Undefined when the program could not be started. */
  readonly code: number | undefined;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface ByteCommand {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it reads from standard input; nothing unless said. */
  readonly input?: Uint8Array;
  /** Is given what it prints as it comes, in place of `stdout`, which stays empty. */
  readonly listen?: (part: Buffer) => void;
}

/** Runs a short program to its end. Rejects only with what `listen` throws. */
export function runByteCommand(
  command: string,
  args: readonly string[],
  { cwd, env, input, listen }: ByteCommand,
): Promise<ByteResult> {
  return new Promise((settle, fail) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    // A program that does not read its input may be gone before it is written.
    child.stdin?.on('error', () => undefined).end(input);
    const parts: Buffer[] = [];
    let stderr = '';
    child.stdout?.on('data', (part: Buffer) => {
      if (listen === undefined) parts.push(part);
      else
        try {
          listen(part);
        } catch (error) {
          child.kill();
          fail(error);
        }
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', (error) => settle({ code: undefined, stdout: Buffer.alloc(0), stderr: error.message }));
    child.on('close', (code) => settle({ code: code ?? undefined, stdout: Buffer.concat(parts), stderr }));
  });
}
