import { describe, expect, test } from 'vitest';
import { withoutLostBlocks } from './deduplication-log.ts';

const part = (partitionId: string, minBlock: number, maxBlock: number) => ({
  partitionId,
  minBlock,
  maxBlock,
});

describe('a deduplication log', () => {
  test.each([
    [
      'whose parts are all there',
      '1\tall_1_1_0\th1\n1\tall_2_2_0\th2\n',
      [part('all', 1, 1), part('all', 2, 2)],
      null,
    ],
    ['whose parts were merged', '1\tall_1_1_0\th1\n1\tall_2_2_0\th2\n', [part('all', 1, 5)], null],
    [
      'with a block that has no rows',
      '1\tall_1_1_0\th1\n1\tall_2_2_0\th2\n',
      [part('all', 1, 1)],
      '1\tall_1_1_0\th1\n',
    ],
    [
      'with a block of another partition',
      '1\t202611_1_1_0\th1\n1\t202612_2_2_0\th2\n',
      [part('202611', 1, 9)],
      '1\t202611_1_1_0\th1\n',
    ],
    ['with a dropped block', '1\tall_1_1_0\th1\n2\tall_1_1_0\th1\n', [], null],
    ['that is empty', '', [], null],
    ['with lines that nobody knows', '9\tx\ty\ntorn', [], null],
  ])('%s', (_what, log, parts, cleaned) => {
    expect(withoutLostBlocks(log, parts)).toBe(cleaned);
  });
});
