import { InvalidArgumentError } from 'commander';

/** Reads an option's number, from 1; commander shows what is wrong with it. */
export const positiveInteger = wholeNumberFrom(1);

/** The same, from 0. */
export const wholeNumber = wholeNumberFrom(0);

function wholeNumberFrom(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() === '' || !Number.isInteger(number) || number < least)
      throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
    return number;
  };
}
