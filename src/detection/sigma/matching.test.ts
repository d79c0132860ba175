import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../event-types.ts';
import { judge } from './testing/judge.ts';

type Row = readonly [what: string, item: string, record: JsonObject, matches: boolean];

/** Values by hand from Sigma 2.1; `item` is one line of a selection. */
function table(rows: readonly Row[]): void {
  test.each(rows)('%s: %s', (_what, item, record, matches) => {
    expect(judge(`selection:\n  ${item}\ncondition: selection`, record) !== null).toBe(matches);
  });
}

const f = (value: JsonObject[string]): JsonObject => ({ F: value });

describe('plain values', () => {
  table([
    ['case does not count', "F: 'CMD.exe'", f('cmd.EXE'), true],
    ['the whole value counts', "F: 'cmd'", f('cmd.exe'), false],
    ['one of a list is enough', 'F: [a, b]', f('b'), true],
    ['a number equals its text', 'F: 4625', f('4625'), true],
    ['a text equals the number', "F: '4625'", f(4625), true],
    ['a number is not its beginning', 'F: 46', f(4625), false],
    ['true equals its text', 'F: true', f('True'), true],
    ['text equals a boolean', "F: 'false'", f(false), true],
    ['a field that is absent is nothing', 'F: a', { G: 'a' }, false],
    ['any element of a list is enough', 'F: b', f(['a', 'b']), true],
    ['no element of the list', 'F: c', f(['a', 'b']), false],
    ['a record is asked as its JSON', "F|contains: 'inner'", f({ inner: 1 }), true],
    ['final sigma is sigma', 'F|contains: ΟΔΟΣ', f('ΟΔΟΣΑ'), true],
    ['names of fields count in their case', 'f: a', f('a'), false],
  ]);
});

describe('wildcards and escapes', () => {
  table([
    ['a star is any text', "F: 'a*c'", f('abbbc'), true],
    ['a star may be nothing', "F: 'a*c'", f('ac'), true],
    ['a question mark is one character', "F: 'prog?.exe'", f('progA.exe'), true],
    ['a question mark is not nothing', "F: 'prog?.exe'", f('prog.exe'), false],
    ['a question mark is one code point', "F: 'a?c'", f('a\u{1f600}c'), true],
    ['a star alone needs the field', "F: '*'", { G: 'x' }, false],
    ['a star alone takes an empty value', "F: '*'", f(''), true],
    ['several stars', "F: '*a*b*'", f('xxaxxbxx'), true],
    ['several stars keep their order', "F: '*a*b*'", f('xxbxxaxx'), false],
    ['parts do not overlap', "F: 'aba*aba'", f('ababa'), false],
    ['the last part is at the end', "F: 'a*bc'", f('abcbcbc'), true],
    ['a single backslash', "F: 'C:\\Windows'", f('C:\\Windows'), true],
    ['a double backslash is one', "F: 'C:\\\\Windows'", f('C:\\Windows'), true],
    ['an escaped star', "F: 'a\\*'", f('a*'), true],
    ['an escaped star is no wildcard', "F: 'a\\*'", f('ab'), false],
    ['an escaped question mark', "F: 'a\\?'", f('a?'), true],
    ['a backslash, then a wildcard', "F: 'a\\\\*'", f('a\\bc'), true],
    ['a backslash, then a wildcard, needs the backslash', "F: 'a\\\\*'", f('abc'), false],
    ['a backslash and a star, both plain', "F: 'a\\\\\\*'", f('a\\*'), true],
    ['a backslash and a star, no wildcard', "F: 'a\\\\\\*'", f('a\\b'), false],
    ['three backslashes are two', "F: 'a\\\\\\b'", f('a\\\\b'), true],
    ['four backslashes are two', "F: 'a\\\\\\\\b'", f('a\\\\b'), true],
  ]);
});

describe('null, empty and exists', () => {
  table([
    ['null is an absent field', 'F: null', { G: 1 }, true],
    ['null is null', 'F: null', f(null), true],
    ['null is not an empty text', 'F: null', f(''), false],
    ['an empty text is an empty text', "F: ''", f(''), true],
    ['an empty text is not null', "F: ''", f(null), false],
    ['an empty text is not absent', "F: ''", { G: 1 }, false],
    ['exists asks for the field, whatever it holds', 'F|exists: true', f(null), true],
    ['exists takes an empty text', 'F|exists: true', f(''), true],
    ['exists needs the field', 'F|exists: true', { G: 1 }, false],
    ['exists: false wants it absent', 'F|exists: false', { G: 1 }, true],
    ['exists: false does not take null', 'F|exists: false', f(null), false],
    ['exists walks a path', 'a.b|exists: true', { a: { b: null } }, true],
    ['an empty list holds nothing', 'F: null', f([]), true],
  ]);
});

describe('contains, startswith, endswith, all, cased, neq', () => {
  table([
    ['contains', 'F|contains: bcd', f('aBCDe'), true],
    ['startswith', 'F|startswith: ab', f('ABc'), true],
    ['startswith is not contains', 'F|startswith: bc', f('abc'), false],
    ['endswith', "F|endswith: '\\cmd.exe'", f('C:\\Windows\\cmd.exe'), true],
    ['endswith is not contains', 'F|endswith: ab', f('abc'), false],
    ['all of them', 'F|contains|all: [a, b]', f('xaxbx'), true],
    ['all means all', 'F|contains|all: [a, b]', f('xax'), false],
    ['wildcards inside contains', "F|contains: 'a*b'", f('..a..b..'), true],
    ['cased counts case', 'F|cased: Abc', f('Abc'), true],
    ['cased refuses another case', 'F|cased: Abc', f('abc'), false],
    ['cased with contains', 'F|contains|cased: B', f('aBc'), true],
    ['cased with contains refuses', 'F|contains|cased: b', f('aBc'), false],
    ['neq wants another value', 'F|neq: a', f('b'), true],
    ['neq refuses the value', 'F|neq: a', f('A'), false],
    ['neq with a list wants none of them', 'F|neq: [a, b]', f('b'), false],
    ['neq takes an absent field', 'F|neq: a', { G: 1 }, true],
    ['neq with contains', 'F|contains|neq: b', f('abc'), false],
    ['numbers can be contained', 'F|contains: 62', f(4625), true],
  ]);
});

describe('windash', () => {
  table([
    ['a slash for a hyphen', "F|windash|contains: ' -enc '", f('x /enc y'), true],
    ['an en dash', "F|contains|windash: ' -enc '", f('x \u2013enc y'), true],
    ['an em dash', "F|windash|contains: ' -enc '", f('x \u2014enc y'), true],
    ['a horizontal bar', "F|windash|contains: ' -enc '", f('x \u2015enc y'), true],
    ['a slash in the rule stands for all', "F|windash|contains: ' /c '", f('cmd -c dir'), true],
    ['every dash stands for all', "F|windash|contains: ' -a -b'", f('x /a \u2014b'), true],
    ['nothing else is a dash', "F|windash|contains: ' -enc '", f('x _enc y'), false],
    ['endswith', "F|windash|endswith: ' -s'", f('tool /s'), true],
  ]);
});

describe('encodings', () => {
  table([
    ['base64 of the text', 'F|base64|contains: foobar', f('xxZm9vYmFyxx'), true],
    ['base64 is not the text', 'F|base64|contains: foobar', f('foobar'), false],
    ['base64offset at offset 0', 'F|base64offset|contains: foobar', f(btoa('foobar')), true],
    ['base64offset at offset 1', 'F|base64offset|contains: foobar', f(btoa('.foobar.')), true],
    ['base64offset at offset 2', 'F|base64offset|contains: foobar', f(btoa('..foobar...')), true],
    ['utf16le then base64', 'F|utf16le|base64offset|contains: ping', f(btoa('p\0i\0n\0g\0')), true],
    ['wide is utf16le', 'F|wide|base64offset|contains: ping', f(btoa('xxp\0i\0n\0g\0')), true],
    ['utf16be then base64', 'F|utf16be|base64offset|contains: ping', f(btoa('\0p\0i\0n\0g')), true],
    ['utf16 begins with a byte order mark', 'F|utf16|base64|contains: hi', f('//5oAGkA'), true],
    ['wide alone is one character a byte', 'F|wide|contains: hi', f('..h\0i\0..'), true],
    ['windash, then base64', "F|windash|base64|contains: '-e'", f(btoa('/e')), true],
  ]);
});

describe('regular expressions', () => {
  table([
    ['anywhere in the value', "F|re: 'b+'", f('abbbc'), true],
    ['case counts', "F|re: 'B'", f('abc'), false],
    ['i ignores case', "F|re|i: 'B'", f('abc'), true],
    ['inline (?i) ignores case', "F|re: '(?i)B'", f('abc'), true],
    ['anchors', "F|re: '^a.c$'", f('abc'), true],
    ['a dot is no line feed', "F|re: 'a.c'", f('a\nc'), false],
    ['s makes it one', "F|re|s: 'a.c'", f('a\nc'), true],
    ['^ is the start of the text', "F|re: '^c'", f('a\nc'), false],
    ['m makes it the start of a line', "F|re|m: '^c'", f('a\nc'), true],
    ['backslashes are the expression’s own', "F|re: '\\\\[a-z]{3}\\.exe'", f('C:\\abc.exe'), true],
    ['a list of expressions', "F|re: ['x{3}', 'y{2}']", f('ayyb'), true],
    ['all expressions', "F|re|all: ['x', 'y']", f('axb'), false],
    ['a number is asked as text', "F|re: '^46'", f(4625), true],
  ]);
});

describe('numbers and dates', () => {
  table([
    ['lt', 'F|lt: 10', f(9), true],
    ['lt is not equal', 'F|lt: 10', f(10), false],
    ['lte', 'F|lte: 10', f(10), true],
    ['gt', 'F|gt: 10', f('11'), true],
    ['gte', 'F|gte: 10.5', f(10.5), true],
    ['gt of no number', 'F|gt: 1', f('many'), false],
    ['gt of an absent field', 'F|gt: 1', { G: 2 }, false],
    ['gt of an empty text', 'F|gt: -1', f(''), false],
    ['a hexadecimal value', 'F|gt: 15', f('0x10'), true],
    ['neq of a number', 'F|neq: 5', f(5), false],
    ['minute', 'F|minute: 52', f('2020-10-22T03:52:01Z'), true],
    ['hour', 'F|hour: 3', f('2020-10-22 03:52:01.720'), true],
    ['hour as written, whatever the zone', 'F|hour: 3', f('2020-10-22T03:52:01+09:00'), true],
    ['day', 'F|day: 22', f('2020-10-22T03:52:01Z'), true],
    ['week', 'F|week: 43', f('2020-10-22T03:52:01Z'), true],
    ['week 53', 'F|week: 53', f('2021-01-03'), true],
    ['month', 'F|month: 10', f('2020-10-22'), true],
    ['year', 'F|year: 2020', f('2020-10-22'), true],
    ['Unix milliseconds', 'F|year: 2020', f(1603338721720), true],
    ['Unix seconds', 'F|month: 10', f(1603338721), true],
    ['no date', 'F|hour: 3', f('soon'), false],
    ['an impossible date', 'F|day: 31', f('2020-02-31'), false],
    ['a list of hours', 'F|hour: [22, 23]', f('2020-10-22T23:00:00Z'), true],
    ['hours compared', 'F|hour|gte: 22', f('2020-10-22T23:00:00Z'), true],
    ['hours compared, no', 'F|hour|lt: 22', f('2020-10-22T23:00:00Z'), false],
  ]);
});

describe('addresses', () => {
  table([
    ['inside', "F|cidr: '10.0.0.0/8'", f('10.255.1.2'), true],
    ['outside', "F|cidr: '10.0.0.0/8'", f('11.0.0.1'), false],
    ['a prefix that ends inside a byte', "F|cidr: '192.168.4.0/22'", f('192.168.7.255'), true],
    ['just outside it', "F|cidr: '192.168.4.0/22'", f('192.168.8.0'), false],
    ['a single address', "F|cidr: '127.0.0.1/32'", f('127.0.0.1'), true],
    ['everything', "F|cidr: '0.0.0.0/0'", f('8.8.8.8'), true],
    ['IPv6', "F|cidr: 'fe80::/10'", f('febf::1'), true],
    ['IPv6 outside', "F|cidr: 'fe80::/10'", f('fec0::1'), false],
    ['IPv6 written out', "F|cidr: '2001:db8::/32'", f('2001:0DB8:0:0:0:0:0:1'), true],
    ['an IPv4 address in IPv6 form', "F|cidr: '10.0.0.0/8'", f('::ffff:10.1.2.3'), true],
    ['IPv4 is not in an IPv6 range', "F|cidr: '::/0'", f('10.1.2.3'), false],
    ['a zone is no part of the address', "F|cidr: 'fe80::/10'", f('fe80::1%eth0'), true],
    ['no address', "F|cidr: '0.0.0.0/0'", f('localhost'), false],
    ['too large a byte', "F|cidr: '0.0.0.0/0'", f('1.2.3.256'), false],
    ['one range of a list', "F|cidr: ['10.0.0.0/8', '172.16.0.0/12']", f('172.31.0.1'), true],
  ]);
});

describe('references to other fields', () => {
  table([
    ['equal', 'F|fieldref: G', { F: 'Ana', G: 'ana' }, true],
    ['different', 'F|fieldref: G', { F: 'ana', G: 'bob' }, false],
    ['the other is absent', 'F|fieldref: G', { F: 'ana' }, false],
    ['neq', 'F|fieldref|neq: G', { F: 'ana', G: 'bob' }, true],
    ['neq of equal ones', 'F|fieldref|neq: G', { F: 'ana', G: 'ana' }, false],
    ['contains', 'F|fieldref|contains: G', { F: 'hello ana!', G: 'ana' }, true],
    ['startswith', 'F|fieldref|startswith: G', { F: 'ana!', G: 'ana' }, true],
    ['endswith', 'F|endswith|fieldref: G', { F: 'to ana', G: 'ana' }, true],
    ['cased', 'F|fieldref|cased: G', { F: 'Ana', G: 'ana' }, false],
    ['numbers and texts', 'F|fieldref: G', { F: 7, G: '7' }, true],
  ]);
});

describe('fields', () => {
  table([
    ['a path into a record', 'a.b.c: x', { a: { b: { c: 'x' } } }, true],
    ['a key that is written with dots', 'a.b.c: x', { 'a.b.c': 'x' }, true],
    ['a key with dots inside a record', 'a.b.c: x', { a: { 'b.c': 'x' } }, true],
    ['a record under a key with dots', 'a.b.c: x', { 'a.b': { c: 'x' } }, true],
    ['through a list', 'a.b: x', { a: [{ b: 'y' }, { b: 'x' }] }, true],
    ['a path that ends early', 'a.b.c: x', { a: { b: 'x' } }, false],
    ['spaces of the record’s keys do not count', 'NewValue: x', { 'New Value': 'x' }, true],
    ['spaces of the rule’s names do not count', 'New Value: x', { NewValue: 'x' }, true],
    ['names of the language are no fields', 'constructor|contains: a', { a: 1 }, false],
    ['a field of that name is one', 'constructor: a', { constructor: 'a' }, true],
    ['a prototype is no field', '__proto__|exists: true', { a: 1 }, false],
  ]);
});

describe('keywords', () => {
  const run = (values: string, record: JsonObject): boolean =>
    judge(`keywords:\n  ${values}\ncondition: keywords`, record) !== null;
  test.each<readonly [string, string, JsonObject, boolean]>([
    ['anywhere in any value', '- evil', { a: 'x', b: 'an EVIL thing' }, true],
    ['one of them', "- evil\n  - 'bad'", { a: 'bad' }, true],
    ['nested values', '- evil', { a: { b: ['x', 'evil'] } }, true],
    ['numbers', '- 4625', { id: 4625 }, true],
    ['not in names of fields', '- evil', { evil: 'x' }, false],
    ['wildcards', "- 'ev*l'", { a: 'xx ev-i-l xx' }, true],
    ['all of them', "'|all': [a1, b2]", { x: 'a1', y: 'b2' }, true],
    ['all means all', "'|all': [a1, b2]", { x: 'a1' }, false],
    ['expressions', "'|re': 'e.il'", { x: 'evil' }, true],
    ['case, when asked', "'|cased': Evil", { x: 'evil' }, false],
  ])('%s: %s', (_what, values, record, matches) => {
    expect(run(values, record)).toBe(matches);
  });
});

test('a match is explained by the fields that made it', () => {
  const detection = `selection:
  Image|endswith: '\\cmd.exe'
  User: [ana, bob]
filter:
  Parent: x
condition: selection and not filter`;
  expect(judge(detection, { Image: 'C:\\CMD.exe', User: 'Bob', Parent: 'y' })).toEqual([
    { field: 'Image', value: 'C:\\CMD.exe' },
    { field: 'User', value: 'Bob' },
  ]);
});
