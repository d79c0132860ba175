import type { Readable } from 'node:stream';

const maxLines = 20;
const maxLineLength = 2_000;

export interface OutputTail {
  /** The last lines seen, oldest first. */
  lines(): readonly string[];
}

/** Drains a child's output, hands each line to `onLine` and keeps the last ones; lines over 2,000 characters are cut. */
export function tailOutput(stream: Readable, onLine: (line: string) => void): OutputTail {
  const kept: string[] = [];
  let rest = '';
  const take = (line: string): void => {
    const text = line.trimEnd().slice(0, maxLineLength);
    if (text === '') return;
    kept.push(text);
    if (kept.length > maxLines) kept.shift();
    onLine(text);
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, maxLineLength);
    for (const line of lines) take(line);
  });
  stream.on('end', () => {
    take(rest);
    rest = '';
  });
  stream.on('error', () => {
    take(rest);
    rest = '';
  });
  return { lines: () => (rest === '' ? [...kept] : [...kept, rest]) };
}
