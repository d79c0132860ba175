/** The `base64`, `base64offset` and UTF-16 modifiers over byte strings: one UTF-16 unit a byte (Latin-1). */
export type ByteString = string;

export const utf8 = (text: string): ByteString => Buffer.from(text, 'utf8').toString('latin1');

export const utf16le = (text: string): ByteString => Buffer.from(text, 'utf16le').toString('latin1');

export const utf16be = (text: string): ByteString => Buffer.from(text, 'utf16le').swap16().toString('latin1');

/** `utf16` is UTF-16-LE behind a byte order mark (Sigma 2.1, modifiers, encoding). */
export const utf16 = (text: string): ByteString => `\u00ff\u00fe${utf16le(text)}`;

export const base64 = (bytes: ByteString): string => Buffer.from(bytes, 'latin1').toString('base64');

/**
 * The parts of the Base64 text that stay the same wherever the bytes stand: one for each of the three alignments,
 * without the characters that also depend on the neighbours.
 */
export function base64Offsets(bytes: ByteString): readonly string[] {
  const firstStable = [0, 2, 3];
  const dropped = [0, 3, 2];
  return [0, 1, 2].map((shift) => {
    const encoded = base64('\0'.repeat(shift) + bytes);
    const end = encoded.length - (dropped[(shift + bytes.length) % 3] ?? 0);
    return encoded.slice(firstStable[shift] ?? 0, end);
  });
}
