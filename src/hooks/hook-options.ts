import type { BadOption } from './file-hook.ts';

/** The options of a hook: by each name they are written with, what they are called here and whether a value follows. */
export type OptionTable = Readonly<
  Record<string, { readonly key: string; readonly takes: 'nothing' | 'value' }>
>;

/** By key, every value in the order given; an option without a value counts as `''`. */
export type GivenOptions = ReadonlyMap<string, readonly string[]>;

/** `--name=value`, `--name value`, `-n value`, as Python's argparse reads them. Abbreviated names are not understood. */
export function readOptions(args: readonly string[], table: OptionTable): GivenOptions | BadOption {
  const given = new Map<string, string[]>();
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    const [name = '', ...rest] = arg.startsWith('--') ? arg.split('=') : [arg];
    const option = Object.hasOwn(table, name) ? table[name] : undefined;
    if (option === undefined) return badOption(`there is no option '${arg}'`, table);
    let value = rest.length > 0 ? rest.join('=') : undefined;
    if (option.takes === 'nothing') {
      if (value !== undefined) return badOption(`'${name}' takes no value`, table);
      value = '';
    } else if (value === undefined) {
      at += 1;
      value = args[at];
      if (value === undefined) return badOption(`'${name}' needs a value`, table);
    }
    given.set(option.key, [...(given.get(option.key) ?? []), value]);
  }
  return given;
}

function badOption(message: string, table: OptionTable): BadOption {
  const names = Object.keys(table);
  const known = names.length === 0 ? 'It takes none.' : `There are: ${names.join(', ')}.`;
  return { kind: 'bad-option', message: `${message}. ${known}` };
}

export function isBad(given: GivenOptions | BadOption): given is BadOption {
  return 'kind' in given;
}
