import { parse } from 'smol-toml';
import { lastLine, lineAt, utf8Text } from '../byte-lines.ts';
import { FINE, type HookFile, type Outcome } from '../file-hook.ts';
import { faultOfToml10 } from './toml-version.ts';

/** What a reader of TOML 1.0 would not take. */
export function lookAtToml({ bytes }: Pick<HookFile, 'bytes'>): Outcome {
  const text = utf8Text(bytes);
  if (text === undefined) return { complaints: [{ message: 'is no UTF-8' }] };
  if (text.startsWith('\ufeff'))
    return { complaints: [{ line: 1, message: 'begins with a byte order mark' }] };
  // TOML 1.0, "Spec": a newline is LF or CRLF.
  const lone = /\r(?!\n)/.exec(text);
  if (lone !== null) {
    const line = lineAt(bytes, Buffer.byteLength(text.slice(0, lone.index)));
    return { complaints: [{ line, message: 'a carriage return without a line feed' }] };
  }
  try {
    parse(text, { integersAsBigInt: true });
    const fault = faultOfToml10(text);
    if (fault === undefined) return FINE;
    const line = Math.min(lineAt(bytes, Buffer.byteLength(text.slice(0, fault.at))), lastLine(bytes));
    return { complaints: [{ line, message: `is no TOML: ${fault.message}` }] };
  } catch (error) {
    const { message, line } = error as { message: string; line?: number };
    // The parser shows the lines around it as well.
    const first = (message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    const last = lastLine(bytes);
    return {
      complaints: [
        { ...(line !== undefined && { line: Math.min(line, last) }), message: `is no TOML: ${first}` },
      ],
    };
  }
}
