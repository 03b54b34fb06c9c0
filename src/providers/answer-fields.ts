import * as z from 'zod';

/** A time in ISO 8601 as milliseconds since 1970; undefined for what is missing, null or no time. */
export const answeredTime = z
  .string()
  .nullish()
  .transform((text) => {
    const ms = text == null ? Number.NaN : Date.parse(text);
    return Number.isNaN(ms) ? undefined : ms;
  });

/** A text; undefined for what is missing, null or empty. */
export const answeredText = z
  .string()
  .nullish()
  .transform((given) => (given == null || given === '' ? undefined : given));
