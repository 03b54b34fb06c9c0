import { plainLine } from '../packaging.ts';

/** Homebrew's limit (Library/Homebrew/rubocops/shared/desc_helper.rb, MAX_DESC_LENGTH). */
const LONGEST = 80;

/** A description as formulas have it: without an article in front and a full stop behind, and with a capital. */
export function formulaDescription(description: string): string {
  const bare = plainLine(description)
    .replace(/^(?:an?|the)\s+/i, '')
    .replace(/\.$/, '');
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}

/** What Homebrew would say of it (desc_helper.rb); each completes "the description …". */
export function faultsOfDescription(description: string, formula: string): readonly string[] {
  const faults: string[] = [];
  if (description === '') faults.push('is empty');
  const { length } = [...description];
  if (length > LONGEST) faults.push(`has ${length} characters, and Homebrew takes ${LONGEST}`);
  if (description.toLowerCase().startsWith(`${formula.toLowerCase()} `))
    faults.push(`begins with the name of the formula`);
  if (/\p{Extended_Pictographic}/u.test(description)) faults.push('has an emoji in it');
  return faults;
}
