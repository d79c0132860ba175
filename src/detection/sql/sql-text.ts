/**
 * A text as a ClickHouse string literal. Backslash and quote are all that ends or changes one (docs: Syntax, literals);
 * control characters are written as such too, so that the statement stays readable and one line.
 */
export function sqlText(text: string): string {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  const escaped = text.replaceAll(/['\\\u0000-\u001f\u007f]/g, (char) => {
    if (char === "'" || char === '\\') return `\\${char}`;
    return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `'${escaped}'`;
}

export const sqlTexts = (texts: readonly string[]): string => `[${texts.map(sqlText).join(', ')}]`;

export const sqlAnd = (parts: readonly string[]): string => joined(parts, ' AND ', '1', '0');
export const sqlOr = (parts: readonly string[]): string => joined(parts, ' OR ', '0', '1');

/** Leaves out what changes nothing, and says what decides alone. */
function joined(parts: readonly string[], operator: string, neutral: string, absorbing: string): string {
  if (parts.includes(absorbing)) return absorbing;
  const telling = [...new Set(parts)].filter((part) => part !== neutral);
  const [first] = telling;
  if (first === undefined) return neutral;
  return telling.length === 1 ? first : `(${telling.join(operator)})`;
}
