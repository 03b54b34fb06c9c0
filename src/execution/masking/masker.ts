import { Automaton } from './automaton.ts';
import { classesOf, looseBytes } from './byte-classes.ts';
import { type Automata, type MaskStream, openStream, SecretsMaskStream } from './mask-stream.ts';
import { needlesOf, SHORTEST_SECRET } from './needles.ts';
import { utf8 } from './text-encodings.ts';

/** Needles of fewer compared bytes must stand in the output exactly as they are, or ordinary words would be hidden. */
const SHORTEST_LOOSE = 8;

/**
 * A longer needle is looked for in pieces of this many bytes, each of which is masked wherever it stands. So a part of a long
 * secret is hidden too, and what has to be held back stays small.
 */
const LONGEST_PIECE = 1024;

/**
 * Hides secrets in everything a run gives out: logs, events, messages, reports. One is built for a run and used for every sink.
 * What matches is replaced by `***`, several matches that overlap or touch by one.
 *
 * Out of reach, by design: a secret in an encoding that is not listed in `needlesOf` (encryption, other compressions, a hex
 * dump with columns), mixed with other visible text, or spread over more than `WIDEST_MATCH` bytes by whitespace.
 */
export class Masker {
  /** Names of the secrets of fewer than 4 characters. They are not masked, which whoever started the run should be told. */
  readonly tooShort: readonly string[];
  readonly #automata: Automata;

  private constructor(automata: Automata, tooShort: readonly string[]) {
    this.#automata = automata;
    this.tooShort = tooShort;
  }

  /** An empty value is no secret: it is neither masked nor reported as too short. */
  static of(secrets: Iterable<{ readonly name: string; readonly value: string }>): Masker {
    const tooShort = new Set<string>();
    const values = new Set<string>();
    for (const { name, value } of secrets) {
      if (value.trim().length >= SHORTEST_SECRET) values.add(value);
      else if (value !== '') tooShort.add(name);
    }
    const needles = new Set<string>();
    for (const value of values) for (const needle of needlesOf(value)) needles.add(needle);
    return new Masker(automataOf(needles), [...tooShort]);
  }

  /** For one output stream; streams of different jobs must not share one. */
  stream(): MaskStream {
    const { exact, loose } = this.#automata;
    return exact || loose ? new SecretsMaskStream(this.#automata) : openStream;
  }

  /** For a message, a value, a name. The same string where nothing is found. */
  text(value: string): string {
    const stream = this.stream();
    if (stream === openStream) return value;
    const bytes = utf8(value);
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const masked = decoder.decode(stream.push(bytes), { stream: true }) + decoder.decode(stream.end());
    // Lone surrogates do not survive UTF-8; a text without secrets keeps them.
    return masked === decoder.decode(bytes) ? value : masked;
  }
}

function automataOf(needles: Iterable<string>): Automata {
  const exact: Uint8Array[] = [];
  const loose: Uint8Array[] = [];
  for (const needle of needles) {
    const bytes = utf8(needle);
    const compared = looseBytes(bytes);
    if (compared.length >= SHORTEST_LOOSE) loose.push(...piecesOf(compared));
    else if (bytes.length >= SHORTEST_SECRET) exact.push(...piecesOf(bytes));
  }
  return {
    exact: exact.length === 0 ? undefined : new Automaton(exact, classesOf(exact, false)),
    loose: loose.length === 0 ? undefined : new Automaton(loose, classesOf(loose, true)),
  };
}

/** Consecutive pieces; the last is as long as the others, so that it says as much. */
function piecesOf(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at + LONGEST_PIECE < bytes.length; at += LONGEST_PIECE)
    pieces.push(bytes.subarray(at, at + LONGEST_PIECE));
  pieces.push(bytes.subarray(Math.max(0, bytes.length - LONGEST_PIECE)));
  return pieces;
}
