import { describe, expect, it } from 'vitest';
import { parseSyslog } from './syslog-header.ts';

const receivedAt = Date.UTC(2026, 10, 23, 12);
const parse = (raw: string, at = receivedAt) => parseSyslog(raw, at);

describe('RFC 5424', () => {
  it('reads the example of section 6.5 with structured data and a byte order mark', () => {
    const raw =
      '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 ' +
      '[exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"] \uFEFFAn application event log entry...';
    expect(parse(raw)).toEqual({
      dialect: 'rfc5424',
      facility: 20,
      severity: 5,
      at: Date.UTC(2003, 9, 11, 22, 14, 15, 3),
      timeText: '2003-10-11T22:14:15.003Z',
      host: 'mymachine.example.com',
      program: 'evntslog',
      pid: null,
      structuredData: { 'exampleSDID@32473': { iut: '3', eventSource: 'Application', eventID: '1011' } },
      message: 'An application event log entry...',
    });
  });

  it('reads escapes in parameter values, several elements and an absent message', () => {
    const read = parse('<34>1 2026-11-23T10:00:00+02:00 h p 12 - [a x="1 \\"q\\" \\] \\\\ \\n"][b y=""]');
    expect(read.structuredData).toEqual({ a: { x: '1 "q" ] \\ \\n' }, b: { y: '' } });
    expect(read.message).toBe('');
    expect(read.pid).toBe(12);
    expect(read.at).toBe(Date.UTC(2026, 10, 23, 8));
  });

  it('takes nil values for absent ones', () => {
    expect(parse('<0>1 - - - - - - hello')).toMatchObject({
      dialect: 'rfc5424',
      facility: 0,
      severity: 0,
      at: Number.NaN,
      host: null,
      program: null,
      pid: null,
      structuredData: null,
      message: 'hello',
    });
  });

  it('leaves out the blank that rsyslog keeps in front of what a program said', () => {
    const message = parse(
      '<86>1 2026-11-23T12:00:00Z web1 sshd 5 - [x@1 a="b"]  Failed password for root',
    ).message;
    expect(message).toBe('Failed password for root');
    expect(parse('<86>1 2026-11-23T12:00:00Z web1 sshd 5 - -    indented').message).toBe('  indented');
  });

  it.each([
    ['a broken time', '<34>1 yesterday h p 1 - - text'],
    ['structured data without an end', '<34>1 2026-11-23T10:00:00Z h p 1 - [a x="1 text'],
    ['too few fields', '<34>1 2026-11-23T10:00:00Z h'],
    ['another version', '<34>2 2026-11-23T10:00:00Z h p 1 - - text'],
  ])('keeps a message with %s whole', (_name, raw) => {
    expect(parse(raw).message).toContain(raw.slice(4));
  });
});

describe('RFC 3164 and its habits', () => {
  it.each([
    [
      'the plain form',
      '<34>Oct 11 22:14:15 mymachine su[7]: text',
      Date.UTC(2026, 9, 11, 22, 14, 15),
      'mymachine',
      'su',
      7,
      'text',
    ],
    [
      'a day with a blank',
      '<34>Oct  1 22:14:15 h su: text',
      Date.UTC(2026, 9, 1, 22, 14, 15),
      'h',
      'su',
      null,
      'text',
    ],
    ['no host', '<13>Nov 23 11:00:00 cron[9]: text', Date.UTC(2026, 10, 23, 11), null, 'cron', 9, 'text'],
    ['no priority', 'Nov 23 11:00:00 h cron[9]: text', Date.UTC(2026, 10, 23, 11), 'h', 'cron', 9, 'text'],
    [
      'an ISO time',
      '<13>2026-11-23T11:00:00.5+01:00 h p: text',
      Date.UTC(2026, 10, 23, 10, 0, 0, 500),
      'h',
      'p',
      null,
      'text',
    ],
    [
      'an IPv6 host',
      '<13>Nov 23 11:00:00 2001:db8::1 p: text',
      Date.UTC(2026, 10, 23, 11),
      '2001:db8::1',
      'p',
      null,
      'text',
    ],
    [
      'no program',
      '<13>Nov 23 11:00:00 h last message repeated 3 times',
      Date.UTC(2026, 10, 23, 11),
      'h',
      null,
      null,
      'last message repeated 3 times',
    ],
    [
      'a path as program',
      '<22>Nov 23 11:00:00 h postfix/smtpd[8]: text',
      Date.UTC(2026, 10, 23, 11),
      'h',
      'postfix/smtpd',
      8,
      'text',
    ],
    [
      'brackets in the program',
      '<30>Nov 23 11:00:00 h (systemd)[8]: text',
      Date.UTC(2026, 10, 23, 11),
      'h',
      '(systemd)',
      8,
      'text',
    ],
    [
      'Cisco IOS',
      '<189>29: *Nov 23 11:00:00.123 UTC: %SYS-5-CONFIG_I: text',
      Date.UTC(2026, 10, 23, 11, 0, 0, 123),
      null,
      'SYS-5-CONFIG_I',
      null,
      'text',
    ],
    [
      'Cisco ASA with a year',
      '<166>Nov 23 2026 11:00:00: %ASA-6-302013: text',
      Date.UTC(2026, 10, 23, 11),
      null,
      'ASA-6-302013',
      null,
      'text',
    ],
    [
      'Cisco ASA with a host',
      '<166>Nov 23 2026 11:00:00 fw1 : %ASA-6-302013: text',
      Date.UTC(2026, 10, 23, 11),
      'fw1',
      'ASA-6-302013',
      null,
      'text',
    ],
    [
      'a year before the month',
      '<187>2026 Nov 23 11:00:00 UTC: %ETHPORT-5-IF_UP: text',
      Date.UTC(2026, 10, 23, 11),
      null,
      'ETHPORT-5-IF_UP',
      null,
      'text',
    ],
  ])('reads %s', (_name, raw, at, host, program, pid, message) => {
    expect(parse(raw)).toMatchObject({ dialect: 'rfc3164', at, host, program, pid, message });
  });

  it('takes the year that brings the time nearest to receipt, over new year both ways', () => {
    const newYear = Date.UTC(2027, 0, 1, 0, 0, 5);
    expect(parse('<13>Dec 31 23:59:59 h p: x', newYear).at).toBe(Date.UTC(2026, 11, 31, 23, 59, 59));
    const oldYear = Date.UTC(2026, 11, 31, 23, 59, 58);
    expect(parse('<13>Jan  1 00:00:03 h p: x', oldYear).at).toBe(Date.UTC(2027, 0, 1, 0, 0, 3));
  });

  it('knows 29 February only in leap years', () => {
    expect(parse('<13>Feb 29 10:00:00 h p: x', Date.UTC(2028, 2, 1)).at).toBe(Date.UTC(2028, 1, 29, 10));
    expect(parse('<13>Feb 29 10:00:00 h p: x', Date.UTC(2026, 2, 1)).at).toBeNaN();
  });

  it.each([
    ['text only', 'no header at all', null, null, 'no header at all'],
    ['a priority only', '<34>no header at all', 4, 2, 'no header at all'],
    ['a priority beyond 191', '<192>Nov 23 11:00:00 h p: x', null, null, '<192>Nov 23 11:00:00 h p: x'],
    ['an impossible day', '<13>Nov 31 11:00:00 h p: x', 1, 5, 'x'],
  ])('keeps the message of a broken header: %s', (_name, raw, facility, severity, message) => {
    expect(parse(raw)).toMatchObject({ facility, severity, at: Number.NaN, message });
  });

  it('cuts what framing left at the end', () => {
    expect(parse('<13>Nov 23 11:00:00 h p: text\r\n\0').message).toBe('text');
  });
});
