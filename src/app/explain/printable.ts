/** Longest text of an event or rule that is printed. */
const maxText = 200;

/** An event's text must not move the terminal's cursor: control and format characters are shown by their code. */
export const printable = (text: string): string =>
  text
    .slice(0, maxText)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
