import { expect, test } from 'vitest';
import { discardBytes } from './bytes.ts';

test('discarded bytes are empty in every view, also when discarded twice', () => {
  const bytes = Buffer.allocUnsafeSlow(1_024);
  const view = bytes.subarray(10, 20);
  discardBytes(bytes);
  discardBytes(bytes);
  expect([bytes.length, view.length, bytes.buffer.byteLength]).toEqual([0, 0, 0]);
});

test('a piece of a larger buffer is left alone, the buffer itself is not', () => {
  const bytes = Buffer.from(Uint8Array.of(1, 2, 3, 4).buffer);
  discardBytes(bytes.subarray(1));
  expect([...bytes]).toEqual([1, 2, 3, 4]);
  discardBytes(bytes.buffer);
  expect(bytes.length).toBe(0);
});
