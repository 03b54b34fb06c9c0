/** Letters that Unicode does not take apart into a Latin letter and an accent. */
export const LETTERS = new Map(
  Object.entries({
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    å: 'a',
    ð: 'd',
    þ: 'th',
    ł: 'l',
    đ: 'd',
    ı: 'i',
    '&': ' and ',
    '@': ' at ',
    '+': ' plus ',
  }),
);
