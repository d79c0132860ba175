import { expect, test } from 'vitest';
import { EvtxDamage } from './byte-reader.ts';
import { decodeValue } from './value.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

test.for<[string, number, Buffer, unknown]>([
  ['null', 0x00, hex(''), null],
  ['text', 0x01, utf16('Größe 木'), 'Größe 木'],
  ['text with its end', 0x01, utf16('a \0\0'), 'a '],
  ['one-byte text', 0x02, hex('41 e9 00'), 'Aé'],
  ['int8', 0x03, hex('ff'), -1],
  ['uint8', 0x04, hex('ff'), 255],
  ['int16', 0x05, hex('feff'), -2],
  ['uint16', 0x06, hex('feff'), 65_534],
  ['int32', 0x07, hex('feffffff'), -2],
  ['uint32', 0x08, hex('feffffff'), 4_294_967_294],
  ['int64', 0x09, hex('feffffffffffffff'), -2],
  ['uint64 beyond what a number holds', 0x0a, hex('ffffffffffffffff'), '18446744073709551615'],
  ['real32', 0x0b, hex('0000c03f'), 1.5],
  ['real64', 0x0c, hex('000000000000f83f'), 1.5],
  ['not a number', 0x0b, hex('0000c07f'), 'NaN'],
  ['true', 0x0d, hex('01000000'), true],
  ['false', 0x0d, hex('00000000'), false],
  ['binary', 0x0e, hex('00abcd'), '00ABCD'],
  ['guid', 0x0f, hex('5f387057 2ac2 e043 bf4c 06f5698ffbd9'), '5770385F-C22A-43E0-BF4C-06F5698FFBD9'],
  ['size of 32 bits', 0x10, hex('10000000'), '0x10'],
  ['size of 64 bits', 0x10, hex('1000000000000000'), '0x10'],
  ['file time', 0x11, hex('0080 3ed5 deb1 9d01'), '1970-01-01T00:00:00.000000Z'],
  ['file time before 1970', 0x11, hex('f67f 3ed5 deb1 9d01'), '1969-12-31T23:59:59.999999Z'],
  ['file time out of reach', 0x11, hex('ffffffffffffffff'), '1601-01-01T00:00:00.000000Z'],
  ['system time', 0x12, hex('ea07 0100 0500 0200 0300 0400 0500 a602'), '2026-01-02T03:04:05.678000Z'],
  ['sid', 0x13, hex('01 01 000000000005 12000000'), 'S-1-5-18'],
  ['hexadecimal 32 bits', 0x14, hex('50d1e833'), '0x33e8d150'],
  ['hexadecimal 64 bits', 0x15, hex('0000000000000080'), '0x8000000000000000'],
  ['texts', 0x81, utf16('one\0two\0'), ['one', 'two']],
  ['numbers', 0x86, hex('0100 0200 03'), [1, 2]],
])('%s', ([, type, bytes, expected]) => {
  expect(decodeValue(type, bytes, 0, bytes.length)).toEqual(expected);
});

test.for<[string, number, Buffer, number]>([
  ['a type that is not known', 0x7e, hex('0000'), 2],
  ['an array of a type that is not known', 0xfe, hex('0000'), 2],
  ['a number that is too short', 0x08, hex('0000'), 2],
  ['a value beyond the bytes', 0x01, hex('0000'), 40],
  ['a sid of more parts than bytes', 0x13, hex('01 05 000000000005 12000000'), 12],
])('%s is damage', ([, type, bytes, size]) => {
  expect(() => decodeValue(type, bytes, 0, size)).toThrow(EvtxDamage);
});
