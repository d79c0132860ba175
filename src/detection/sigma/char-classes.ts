/** Numbers for the characters that occur in a set of literals, so that tables of transitions stay narrow. */
export interface CharClasses {
  /** Class of an ASCII character; 0 for one that occurs in no literal. */
  readonly ascii: Uint8Array;
  /** Classes of the other characters that occur. */
  readonly wide: ReadonlyMap<number, number>;
  /** Number of classes, class 0 included. */
  readonly count: number;
  readonly classOf: (code: number) => number;
}

export function classify(literals: readonly string[]): CharClasses {
  const ascii = new Uint8Array(0x80);
  const wide = new Map<number, number>();
  let count = 1;
  for (const literal of literals) {
    for (let at = 0; at < literal.length; at += 1) {
      const code = literal.charCodeAt(at);
      if (code < 0x80) {
        if (ascii[code] === 0) ascii[code] = count++;
      } else if (!wide.has(code)) {
        wide.set(code, count++);
      }
    }
  }
  return { ascii, wide, count, classOf: (code) => (code < 0x80 ? ascii[code] : wide.get(code)) ?? 0 };
}
