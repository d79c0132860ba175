import fc from 'fast-check';
import { expect, test } from 'vitest';
import { companyWords, mentionTest, nameWords } from './mention.ts';

test.each([
  ['Acme Bakery GmbH', 'acme', ['Acme Bakery', 'Acme Bakery GmbH', 'acme']],
  ['ООО «Ромашка»', 'romashka', ['romashka', 'ООО «Ромашка»', 'Ромашка']],
  ['X5', 'x5', ['X5', 'x5']],
  ['Co', 'co', ['Co', 'co']],
] as const)('%s goes by its name, its bare name and its short name', (name, slug, words) => {
  expect(companyWords({ name, slug })).toEqual(words);
});

test.each([
  ['acme', 'We called Acme at noon', true],
  ['acme', "ACME's firewall is open", true],
  ['acme', 'written to (acme), then closed', true],
  ['acme', 'the acmeist poets', false],
  ['acme', 'pharmacme', false],
  ['sec@acme.example', 'mail to sec@acme.example bounced', true],
  ['sec@acme.example', 'mail to sec@acmeXexample bounced', false],
  ['Acme Bakery', 'acme  bakery is affected', true],
  ['Ромашка', 'Звонили в «Ромашку», никто не ответил', true],
  ['Ромашка', 'у Ромашки всё чисто', true],
  ['Ромашка', 'ромашковый чай', false],
  ['a.*b', 'a.*b', true],
  ['a.*b', 'a and b', false],
] as const)('%s in "%s": %s', (word, text, found) => {
  expect(mentionTest([word])(text)).toBe(found);
});

test('no word is named by any text', () => {
  expect(mentionTest([])('anything')).toBe(false);
});

test('names that are too short to say whose they are do not count', () => {
  expect(nameWords(['Ada', 'web', ' Olga Owner ', 'Olga Owner', 'desk@acme.test'])).toEqual([
    'Olga Owner',
    'desk@acme.test',
  ]);
});

test('any word whatever is found where it stands alone', () => {
  const word = fc
    .string({ minLength: 1, maxLength: 20 })
    .filter((text) => text.trim() === text && text !== '');
  fc.assert(
    fc.property(word, (each) => {
      expect(mentionTest([each])(`before, ${each}, after`)).toBe(true);
    }),
  );
});
