/** Characters that show nothing, or turn the writing around: control, zero-width and bidirectional ones. */
const unseen = /[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;
const kept = new Set(['\n', '\r', '\t']);

/**
 * Text of an event with what cannot be seen written out (`\u202E`), so that nobody is shown something else than what
 * was sent (Trojan Source, CVE-2021-42574).
 */
export const visibleText = (text: string): string =>
  text.replace(unseen, (character) =>
    kept.has(character)
      ? character
      : `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
