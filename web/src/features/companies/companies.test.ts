import { describe, expect, test } from 'vitest';
import { agreementState } from './agreement-state.ts';
import { slugOf, slugPattern } from './slug.ts';
import { curlSnippet, rsyslogSnippet } from './source-snippets.ts';

describe('short names', () => {
  test.each([
    ['Aurora Retail', 'aurora-retail'],
    ['Северный порт', 'severnyi-port'],
    ['  Müller & Söhne GmbH ', 'mu-ller-so-hne-gmbh'],
    ['!!!', ''],
  ])('%j becomes %j', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  test('what is made fits the rule', () => {
    expect(slugPattern.test(slugOf('x'.repeat(200)))).toBe(true);
    expect(slugPattern.test('-a')).toBe(false);
    expect(slugPattern.test('A')).toBe(false);
  });
});

describe('agreements', () => {
  const now = new Date('2026-03-01T00:00:00Z');
  test.each([
    ['2026-01-01T00:00:00Z', null, 'current'],
    ['2026-04-01T00:00:00Z', null, 'ahead'],
    ['2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 'ended'],
  ])('from %s to %s is %s', (effectiveFrom, effectiveTo, state) => {
    expect(agreementState({ effectiveFrom, effectiveTo }, now)).toBe(state);
  });
});

describe('lines to paste', () => {
  test('RELP loads its module and names host and port', () => {
    const text = rsyslogSnippet('tocsin.example', { transport: 'relp', port: 2514 }, null);
    expect(text).toContain('module(load="omrelp")');
    expect(text).toContain('target="tocsin.example" port="2514"');
  });

  test('TCP is framed by octet counts, so that a line may hold line ends', () => {
    expect(rsyslogSnippet('h', { transport: 'tcp', port: 5514 }, null)).toContain(
      'TCP_Framing="octet-counted"',
    );
    expect(rsyslogSnippet('h', { transport: 'tls', port: 6514 }, null)).toContain('StreamDriverMode="1"');
    expect(rsyslogSnippet('h', null, null)).toContain('port="514"');
    expect(rsyslogSnippet('h', null, null)).toContain('template="RSYSLOG_SyslogProtocol23Format"');
  });

  test('puts the token into the messages of a source that nothing else tells', () => {
    const text = rsyslogSnippet('h', { transport: 'relp', port: 2514 }, 'tcs_1');
    expect(text).toContain('%MSGID% [tocsin@32473 token=\\"tcs_1\\"] %msg%")');
    expect(text).toContain('template="tocsin"');
  });

  test('curl sends one JSON object with the token', () => {
    const text = curlSnippet('https://t.example', 'tcs_1');
    expect(text).toContain('https://t.example/api/intake/v1/events');
    expect(text).toContain('Bearer tcs_1');
    const body = /--data-binary '(.*)'$/.exec(text)?.[1] ?? '';
    expect(JSON.parse(body)).toHaveProperty('host', 'web-01');
  });
});
