import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { languages } from './agreement.ts';
import { clauseText, mailOf, type Letterhead } from './notice-mail.ts';
import { loadTemplates, TemplateError, type Templates } from './templates.ts';

let templates: Templates;
let folder: string;

beforeAll(async () => {
  templates = await loadTemplates('content/templates');
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-templates-'));
});
afterEach(() => rm(folder, { recursive: true }));

const head = (over: Partial<Letterhead> = {}): Letterhead => ({
  language: 'en',
  number: 'INC-2030-0007',
  severity: 'high',
  company: 'Acme Bakery',
  provider: 'Northwind Cloud',
  agreement: 'Hosting agreement HA-17',
  trackingUrl: 'https://soc.northwind.example/track/trk_abc',
  trackingExpiresAt: new Date('2030-09-01T00:00:00Z'),
  contact: {
    name: 'Northwind SOC',
    email: 'soc@northwind.example',
    phone: '+49 30 1234567',
    hours: 'Day and night',
  },
  ...over,
});

test.each([
  ['en', /^The provider notifies the customer by e-mail, in English, within 24 hours .* high or higher/],
  ['ru', /^Поставщик уведомляет клиента .* не позднее чем через 24 ч .*«высокая»/],
] as const)('a clause is said in words (%s)', (language, pattern) => {
  const text = clauseText(templates, {
    id: 'c' as never,
    trigger: { minSeverity: 'high' },
    startsAt: 'company_affected',
    durationHours: 24,
    channel: 'email',
    contactCategories: ['security', 'legal'],
    language,
  });
  expect(text).toMatch(pattern);
});

test('one hour is said as one hour', () => {
  expect(templates.clause('en', { hours: 1, severity: 'low', categories: 'legal' })).toContain(
    'within 1 hour (',
  );
});

test.each(languages)(
  'a mail without measures, phone, mail address and hours has no empty place (%s)',
  (language) => {
    const contact = { name: 'SOC', email: null, phone: null, hours: null };
    const mail = mailOf(templates, head({ language, contact }), {
      subject: 's',
      bodyText: 'b',
      measures: [],
    });
    expect(mail.text).not.toMatch(/\n{3,}|null|undefined/);
    expect(mail.html).not.toMatch(/<ol|tel:|mailto:|null|undefined/);
  },
);

test('whatever people write, the mail’s HTML holds it as text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (noise) => {
      const nasty = `<script>alert(1)</script>"'<a href=javascript:x>${noise}`;
      const contact = { name: nasty, email: nasty, phone: nasty, hours: nasty };
      const mail = mailOf(templates, head({ company: nasty, provider: nasty, agreement: nasty, contact }), {
        subject: nasty,
        bodyText: nasty,
        measures: [nasty],
      });
      expect(mail.html).not.toMatch(/<script|<a href=javascript/i);
    }),
    { numRuns: 100 },
  );
});

test('a missing or broken template is named when the program starts', async () => {
  await cp('content/templates', folder, { recursive: true });
  await writeFile(join(folder, 'notice.text.ru.liquid'), '{% if %}');
  await expect(loadTemplates(folder)).rejects.toThrow(/notice\.text\.ru\.liquid cannot be used/);
  await rm(join(folder, 'notice.text.ru.liquid'));
  await expect(loadTemplates(folder)).rejects.toBeInstanceOf(TemplateError);
});

test('every template file is one that is used', async () => {
  const files = (await readdir('content/templates')).sort();
  expect(files).toEqual([
    'alert.html.en.yml',
    'alert.html.liquid',
    'alert.html.ru.yml',
    'alert.subject.en.liquid',
    'alert.subject.ru.liquid',
    'alert.text.en.liquid',
    'alert.text.ru.liquid',
    'clause.en.liquid',
    'clause.ru.liquid',
    'notice.body.en.liquid',
    'notice.body.ru.liquid',
    'notice.html.en.yml',
    'notice.html.liquid',
    'notice.html.ru.yml',
    'notice.subject.en.liquid',
    'notice.subject.ru.liquid',
    'notice.text.en.liquid',
    'notice.text.ru.liquid',
  ]);
});
