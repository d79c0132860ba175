import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TimelineEntry } from '../../api/types.ts';
import { en } from '../../i18n/en/index.ts';
import { ru } from '../../i18n/ru/index.ts';
import { timelineText, type TimelineWords } from './timeline-text.ts';

const i18n = i18next.createInstance();

beforeAll(async () => {
  await i18n.init({
    lng: 'en',
    resources: { en: { translation: en }, ru: { translation: ru } },
    interpolation: { escapeValue: false },
  });
});

const entry = (
  kind: TimelineEntry['kind'],
  data: TimelineEntry['data'] = {},
  over: Partial<TimelineEntry> = {},
): TimelineEntry => ({
  id: '1',
  at: '2026-03-01T12:00:00.000Z',
  kind,
  actor: null,
  text: 'as the server wrote it',
  visibility: 'internal',
  companyId: null,
  data,
  ...over,
});

const words = (language: 'en' | 'ru', own = false): TimelineWords => ({
  t: i18n.getFixedT(language),
  language,
  dateTime: (iso) => `<${iso}>`,
  companies: [
    { id: 'c1', name: 'Acme', state: 'suspected', confirmed: false, affectedAt: '2026-03-01T12:00:00.000Z' },
  ],
  own,
});

describe('what the timeline says', () => {
  test.each([
    [entry('opened'), 'The incident was opened.', 'Инцидент открыт.'],
    [entry('status', { from: 'new', to: 'contained' }), 'New → Contained', 'Новый → Локализован'],
    [entry('severity', { from: 'low', to: 'high' }), 'Severity: Low → High', 'Серьёзность: Низкая → Высокая'],
    [entry('assignee', { to: null, name: null }), 'Nobody is assigned any more.', 'Исполнителя больше нет.'],
    [entry('assignee', { to: 'u1', name: 'Ada' }), 'Assigned to Ada.', 'Исполнитель: Ada.'],
    [
      entry('company_affected', { companyId: 'c1', confirmed: false }),
      'Acme is suspected to be affected.',
      'Возможно, затронута компания Acme.',
    ],
    [
      entry('company_cleared', { companyName: 'Acme', reason: 'Wrong owner.' }),
      'Acme is not affected: Wrong owner.',
      'Компания Acme не затронута: Wrong owner.',
    ],
    [
      entry('plan', { name: { en: 'Files encrypted', ru: 'Файлы зашифрованы' }, steps: 2 }),
      'Plan: Files encrypted, 2 steps',
      'План: Файлы зашифрованы, 2 шага',
    ],
    [
      entry('step', { name: { en: 'Isolate', ru: 'Изолировать' }, to: 'skipped', note: 'No host.' }),
      'Step skipped: Isolate. No host.',
      'Шаг пропущен: Изолировать. No host.',
    ],
    [
      entry('obligation', { companyId: 'c1', dueAt: '2026-03-02T00:00:00.000Z' }),
      'Acme has to be notified by <2026-03-02T00:00:00.000Z>.',
      'Компанию Acme нужно уведомить до <2026-03-02T00:00:00.000Z>.',
    ],
    [
      entry('obligation', { companyId: 'c1', percent: 50, late: false }),
      '50 % of the time to notify Acme is used.',
      'Использовано 50 % времени на уведомление компании Acme.',
    ],
    [
      entry('notice', { companyId: 'c1', state: 'rejected', act: 'rejected', reason: 'Too vague.' }),
      'The notice to Acme was rejected: Too vague.',
      'Уведомление для Acme отклонено: Too vague.',
    ],
    [
      entry('notice', { companyId: 'c1', attempt: 2, outcome: 'temp_failed', response: '451 later' }),
      'Notice to Acme, attempt 2: failed, will be tried again (451 later)',
      'Уведомление для Acme, попытка 2: не удалась, будет повторена (451 later)',
    ],
    [
      entry('measure', { text: 'Lock it.', done: false }),
      'Not done after all: Lock it.',
      'Всё же не выполнено: Lock it.',
    ],
  ])('%# is in the reader’s language', (one, english, russian) => {
    expect(timelineText(one, words('en'))).toBe(english);
    expect(timelineText(one, words('ru'))).toBe(russian);
  });

  test.each([
    ['note', entry('note')],
    ['summary', entry('summary')],
    ['an escalation', entry('obligation', { companyId: 'c1', escalated: 'no_recipients' })],
    ['what was noticed late', entry('obligation', { companyId: 'c1', percent: 50, late: true })],
    ['a step of an older version', entry('step', { to: 'done' })],
    ['a company that is not known', entry('notice', { companyId: 'gone' })],
    ['a status that there is not', entry('status', { from: 'new', to: 'sideways' })],
    ['nonsense', entry('plan', { name: 7, steps: 'many' })],
  ])('%s stays as the server wrote it', (_name, one) => {
    expect(timelineText(one, words('en'))).toBe('as the server wrote it');
  });

  test.each([
    [entry('status', { from: 'new', to: 'contained' }), 'It can no longer spread.'],
    [entry('company_affected', { companyId: 'c1', confirmed: true }), 'Your company is affected.'],
    [entry('company_cleared', { companyId: 'c1' }), 'It turned out that your company is not affected.'],
    [entry('notice', { noticeId: 'n1' }, { visibility: 'customer' }), 'Your contacts were notified by mail.'],
  ])('%# is plain to a customer', (one, text) => {
    expect(timelineText(one, words('en', true))).toBe(text);
  });
});
