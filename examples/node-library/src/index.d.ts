export interface SlugOptions {
  /** Between words; `-` unless said. */
  readonly separator?: string;
  /** Cut between words to at most this many characters. */
  readonly longest?: number;
}

export function slug(text: string, options?: SlugOptions): string;
export function uniqueSlugs(taken?: Iterable<string>): (text: string) => string;
