import { expect, test } from 'vitest';
import type { DiskLevel } from '../../platform/disk/index.ts';
import { diskMail, mailsAfter, type DiskMails } from './disk-mail.ts';

const start = Date.UTC(2026, 4, 1);
const minute = 60_000;

/** Levels as they are seen, minutes apart; returns those that are mailed. */
function mailed(seen: readonly (readonly [minutes: number, level: DiskLevel])[]): readonly string[] {
  let mails: DiskMails = { level: 'ok', warnAt: null, stopAt: null };
  return seen.flatMap(([minutes, level]) => {
    const next = mailsAfter(mails, level, new Date(start + minutes * minute));
    if (next === mails) return [];
    mails = next;
    return [`${minutes} ${level}`];
  });
}

test('a warning is mailed once, and its end once (KEEP-3)', () => {
  const looks = Array.from({ length: 500 }, (_, index) => [index, index < 400 ? 'warn' : 'ok'] as const);
  expect(mailed(looks)).toEqual(['0 warn', '400 ok']);
});

test('the stop of intake is a mail of its own, and so is its going on', () => {
  expect(
    mailed([
      [0, 'warn'],
      [1, 'stop'],
      [2, 'stop'],
      [3, 'warn'],
      [4, 'ok'],
    ]),
  ).toEqual(['0 warn', '1 stop', '3 warn', '4 ok']);
});

test('a level that comes and goes is mailed at most once an hour', () => {
  const looks = Array.from({ length: 121 }, (_, index) => [index, index % 2 === 0 ? 'stop' : 'ok'] as const);
  expect(mailed(looks)).toEqual(['0 stop', '1 ok', '60 stop', '61 ok', '120 stop']);
});

test('what was not told within the hour is told when the hour is over', () => {
  expect(
    mailed([
      [0, 'stop'],
      [1, 'ok'],
      [2, 'stop'],
      [59, 'stop'],
      [60, 'stop'],
    ]),
  ).toEqual(['0 stop', '1 ok', '60 stop']);
});

test.each(['en', 'ru'] as const)('every change has its words in %s', (language) => {
  const facts = {
    ...{ node: 'soc1:/srv/tocsin', path: '/srv/tocsin', freeBytes: 3_040_000_000, freePercent: 2.5 },
    ...{ warnFreePercent: 15, stopFreePercent: 3, stopsAt: new Date('2026-06-01T00:00:00Z') },
  };
  const changes = [
    ['ok', 'warn'],
    ['warn', 'stop'],
    ['stop', 'warn'],
    ['warn', 'ok'],
  ] as const;
  const subjects = changes.map(([before, level]) => {
    const { subject, text } = diskMail({ ...facts, before, level })(language);
    expect(text).toContain('3.0 GB');
    expect(text).toContain('soc1:/srv/tocsin');
    return subject;
  });
  expect(new Set(subjects).size).toBe(4);
});
