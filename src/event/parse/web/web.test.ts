import { describe, expect, it, test } from 'vitest';
import type { ParsedEvent, RecordFormat } from '../../event.ts';
import { receivedRecord } from '../../testing/received-record.ts';
import { parseRecord } from '../parse.ts';
import { readAccessTime } from './access-line.ts';
import { readTarget } from './web-request.ts';

function parse(raw: string, format: RecordFormat = 'syslog'): ParsedEvent {
  const event = parseRecord(receivedRecord(format, raw));
  if (event.kind !== 'parsed') throw new Error(event.reason);
  return event;
}

const combined =
  '203.0.113.51 - ivan [23/Nov/2026:12:59:02 +0100] "POST /a/b.php?x=1&y=%27 HTTP/1.1" 404 512 "https://x.example/" "Mozilla/5.0 \\"q\\""';

describe('a line of an access log', () => {
  it('becomes an HTTP Activity, with the field names of the W3C format for rules', () => {
    const event = parse(combined);
    expect(event.logSource).toEqual({ product: null, category: 'webserver', service: null });
    expect(event.record).toEqual({
      host: '192.0.2.10',
      program: null,
      pid: null,
      facility: null,
      severity: null,
      message: combined,
      'c-ip': '203.0.113.51',
      'cs-username': 'ivan',
      'cs-method': 'POST',
      'cs-uri': '/a/b.php?x=1&y=%27',
      'cs-uri-stem': '/a/b.php',
      'cs-uri-query': ['x=1&y=%27', '/a/b.php?x=1&y=%27'],
      'cs-version': '1.1',
      'cs-referer': 'https://x.example/',
      'cs-user-agent': 'Mozilla/5.0 "q"',
      'sc-status': 404,
      'sc-bytes': 512,
    });
    expect(event.ocsf).toEqual({
      class_uid: 4002,
      category_uid: 4,
      activity_id: 6,
      activity_name: 'Post',
      type_uid: 400206,
      severity_id: 1,
      time: Date.UTC(2026, 10, 23, 11, 59, 2),
      metadata: {
        version: '1.9.0-dev',
        product: { name: 'Web server', vendor_name: 'Unknown' },
        log_name: 'access',
      },
      message: '203.0.113.51 asked for /a/b.php?x=1&y=%27: 404.',
      device: { hostname: '192.0.2.10', type_id: 0 },
      http_request: {
        http_method: 'POST',
        version: '1.1',
        user_agent: 'Mozilla/5.0 "q"',
        referrer: 'https://x.example/',
        url: { url_string: '/a/b.php?x=1&y=%27', path: '/a/b.php', query_string: 'x=1&y=%27' },
      },
      http_response: { code: 404, body_length: 512 },
      status_id: 2,
      status: 'Failure',
      src_endpoint: { ip: '203.0.113.51' },
      actor: { user: { name: 'ivan' } },
    });
  });

  it.each([
    [
      'common format',
      '203.0.113.5 - - [23/Nov/2026:11:59:02 +0000] "GET / HTTP/1.0" 200 -',
      {
        'c-ip': '203.0.113.5',
        'cs-uri-stem': '/',
        'cs-uri-query': [null, '/'],
        'sc-status': 200,
      },
    ],
    [
      'a virtual host',
      'shop.example:8443 203.0.113.5 - - [23/Nov/2026:11:59:02 +0000] "GET / HTTP/1.0" 200 5',
      {
        'c-ip': '203.0.113.5',
        'cs-host': 'shop.example',
      },
    ],
    [
      'a name for a client',
      'pc1.example - a b [23/Nov/2026:11:59:02 +0000] "GET / HTTP/1.0" 200 5',
      {
        'c-ip': 'pc1.example',
        'cs-username': 'a b',
      },
    ],
    [
      'blanks in the target',
      '203.0.113.5 - - [23/Nov/2026:11:59:02 +0000] "GET /a b HTTP/1.0" 200 5',
      {
        'cs-uri': '/a b',
      },
    ],
    [
      'no request',
      '203.0.113.5 - - [23/Nov/2026:11:59:02 +0000] "\\x16\\x03" 400 5',
      { 'cs-uri': '\\x16\\x03' },
    ],
    [
      'nothing at all',
      '203.0.113.5 - - [23/Nov/2026:11:59:02 +0000] "-" 408 -',
      { 'cs-uri': '-', 'sc-status': 408 },
    ],
  ])('is read with %s', (_what, line, fields) => {
    const event = parse(line);
    expect(event.parser).toBe('webserver');
    expect(event.record).toMatchObject(fields);
  });

  it.each([
    ['another month', combined.replace('Nov', 'Nix')],
    ['no zone', combined.replace(' +0100', '')],
    ['no status', combined.replace('" 404 512', '"')],
    ['an open quote', '203.0.113.5 - - [23/Nov/2026:11:59:02 +0000] "GET / HTTP/1.0 200 5'],
    ['nobody before the time', '[23/Nov/2026:11:59:02 +0000] "GET / HTTP/1.0" 200 5'],
  ])('is any line with %s', (_what, line) => {
    expect(parse(line).parser).toBe('syslog');
  });

  it('keeps its host and program from syslog, and its own time', () => {
    const event = parse(`<190>Nov 23 11:59:30 web1 nginx[7]: ${combined}`);
    expect(event.record).toMatchObject({ host: 'web1', program: 'nginx', 'c-ip': '203.0.113.51' });
    expect(event.logSource).toEqual({ product: null, category: 'webserver', service: 'nginx' });
    expect(event.ocsf.time).toBe(Date.UTC(2026, 10, 23, 11, 59, 2));
  });

  it('is found in the JSON that shippers put around it', () => {
    for (const member of ['message', 'log']) {
      const event = parse(
        JSON.stringify({ [member]: `${combined}\n`, host: { name: 'web2' }, stream: 'x' }),
        'json',
      );
      expect(event.record).toMatchObject({ host: 'web2', 'cs-uri-stem': '/a/b.php' });
    }
    expect(parse('{"message":"GET / went well","host":"web2"}', 'json').parser).toBe('json');
  });
});

test.each([
  [
    'squid',
    '1795435148.123    250 10.0.0.9 TCP_MISS/200 7421 GET http://dl.example.top/t/a.exe?x=1 ivan HIER_DIRECT/203.0.113.9 application/octet-stream',
    {
      'c-ip': '10.0.0.9',
      'c-uri': ['http://dl.example.top/t/a.exe?x=1', '/t/a.exe?x=1'],
      'c-uri-extension': 'exe',
      'c-uri-query': 'x=1',
      'cs-uri-stem': '/t/a.exe',
      'cs-host': 'dl.example.top',
      'r-dns': 'dl.example.top',
      'cs-username': 'ivan',
      dst_ip: '203.0.113.9',
      'sc-status': 200,
    },
  ],
  [
    'squid, a tunnel',
    '1795435149.001 1200 10.0.0.9 TCP_TUNNEL/200 4096 CONNECT api.example:443 - HIER_DIRECT/2001:db8::7 -',
    { 'c-uri': 'api.example:443', 'cs-host': 'api.example', 'cs-method': 'CONNECT', dst_ip: '2001:db8::7' },
  ],
  [
    'combined, with a URL',
    '10.0.0.9 - - [23/Nov/2026:11:59:10 +0000] "GET http://u:p@www.example:8080/a.ps1 HTTP/1.1" 200 900 "-" "BITS"',
    { 'cs-host': 'www.example', 'c-uri-extension': 'ps1', 'cs-user-agent': 'BITS' },
  ],
])('a line of a proxy is of the category proxy: %s', (_what, line, fields) => {
  const event = parse(line);
  expect(event.logSource).toEqual({ product: null, category: 'proxy', service: null });
  expect(event.record).toMatchObject(fields);
});

test.each([
  ['apache', '[Mon Nov 23 11:59:06.123456 2026] [core:error] [pid 7:tid 9] AH00051: child exit', 3, 6],
  ['apache', '[Mon Nov  2 11:59:06 2026] [notice] child exit', 1, 6],
  ['nginx', '2026/11/23 11:59:07 [warn] 7#7: *1 odd', 2, 7],
])('a line of the error log of %s is told by its form', (service, line, severity, second) => {
  const event = parse(line);
  expect(event.logSource).toEqual({ product: null, category: null, service });
  expect(event.ocsf).toMatchObject({ class_uid: 0, severity_id: severity });
  expect(new Date(event.ocsf.time).getUTCSeconds()).toBe(second);
});

test.each([
  ['/a?b', false, { path: '/a', query: 'b', host: null, extension: null }],
  ['http://[2001:db8::1]:80/x.tar.gz', false, { host: '[2001:db8::1]', port: 80, extension: 'gz' }],
  ['http://h?x', false, { host: 'h', path: '', query: 'x' }],
  ['h:443', true, { host: 'h', port: 443, path: '' }],
  ['/redirect?to=http://evil/', false, { host: null, path: '/redirect' }],
  ['*', false, { path: '*', host: null }],
  ['', false, { path: '', query: null }],
])('the target %j has its parts', (target, isConnect, parts) => {
  expect(readTarget(target, isConnect)).toMatchObject(parts);
});

test('the time of an access log has its zone', () => {
  expect(readAccessTime('23/Nov/2026:11:59:58 -0530', 0)).toBe(Date.UTC(2026, 10, 23, 17, 29, 58));
  expect(readAccessTime('31/Feb/2026:11:59:58 +0000', 0)).toBeNaN();
});
