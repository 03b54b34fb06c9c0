/**
 * Milliseconds from the `time` of a JUnit report: seconds as a decimal number (Surefire's schema, `SUREFIRE_TIME`), which some tools
 * write as their locale has it: `1,234.5`, `1.234,5`, `0,003`. With one comma and no point it is the decimal sign; several commas
 * divide thousands. Undefined for what is no number.
 */
export function readSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const trimmed = text.trim();
  const plain = /[,.].*,|,.*\./.test(trimmed) ? withOneSign(trimmed) : trimmed.replace(',', '.');
  if (!/^\d*\.?\d+(?:[eE][-+]?\d+)?$|^\d+\.$/.test(plain)) return undefined;
  const ms = Number(plain) * 1000;
  return Number.isFinite(ms) ? Math.round(ms * 1000) / 1000 : undefined;
}

function withOneSign(text: string): string {
  const [comma, point] = [text.lastIndexOf(','), text.lastIndexOf('.')];
  if (point === -1) return text.replaceAll(',', '');
  return comma > point ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '');
}
