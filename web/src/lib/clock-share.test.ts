import { describe, expect, test } from 'vitest';
import { clockState, clockTone, isRunning, runningState, shareUsed } from './clock-share.ts';

describe('running clocks', () => {
  test.each([
    [0, 'on_track', 'info'],
    [0.4999, 'on_track', 'info'],
    [0.5, 'half_used', 'warning'],
    [0.75, 'due_soon', 'warning'],
    [0.8999, 'due_soon', 'warning'],
    [0.9, 'critical', 'danger'],
    [1, 'breached', 'danger'],
    [3, 'breached', 'danger'],
  ] as const)('at %d of the time the word is %s and the colour %s', (share, state, tone) => {
    expect(runningState(share)).toBe(state);
    expect(clockTone[state]).toBe(tone);
  });

  test.each([
    ['fulfilled', 'met'],
    ['fulfilled_late', 'met_late'],
    ['waived', 'waived'],
    ['breached', 'breached'],
    ['open', 'critical'],
    ['warned', 'critical'],
  ] as const)('%s obligations at 95 %% read %s', (status, state) => {
    expect(clockState(status, 0.95)).toBe(state);
  });

  test('a settled clock does not run', () => {
    expect(isRunning('met')).toBe(false);
    expect(isRunning('waived')).toBe(false);
    expect(isRunning('breached')).toBe(true);
  });

  test('the share is counted between start and due time and never below zero', () => {
    const start = '2026-03-01T00:00:00.000Z';
    const due = '2026-03-02T00:00:00.000Z';
    expect(shareUsed(start, due, new Date('2026-03-01T06:00:00.000Z'))).toBe(0.25);
    expect(shareUsed(start, due, new Date('2026-02-01T00:00:00.000Z'))).toBe(0);
    expect(shareUsed(start, due, new Date('2026-03-03T00:00:00.000Z'))).toBe(2);
    expect(shareUsed(due, start, new Date('2026-03-01T00:00:00.000Z'))).toBe(1);
  });
});
