interface Listener {
  readonly transport: string;
  readonly port: number;
}

/** Used when the server did not say where it listens: the port that syslog over TCP is given (RFC 6587). */
const usualPort = 514;

/** Puts the source's token into each message; without one, the sender's address or certificate says whose it is. */
function templateOf(token: string | null): { readonly name: string; readonly lines: readonly string[] } {
  if (token === null) return { name: 'RSYSLOG_SyslogProtocol23Format', lines: [] };
  const header = '<%PRI%>1 %TIMESTAMP:::date-rfc3339% %HOSTNAME% %APP-NAME% %PROCID% %MSGID%';
  return {
    name: 'tocsin',
    lines: [
      'template(name="tocsin" type="string"',
      `  string="${header} [tocsin@32473 token=\\"${token}\\"] %msg%")`,
    ],
  };
}

/** rsyslog settings that send everything to us, kept on disk while we cannot be reached. */
export function rsyslogSnippet(host: string, listener: Listener | null, token: string | null): string {
  const template = templateOf(token);
  const transport = listener?.transport.toLowerCase() ?? 'tcp';
  const port = listener?.port ?? usualPort;
  const queue = [
    '  queue.type="LinkedList" queue.filename="tocsin" queue.maxDiskSpace="1g"',
    '  queue.saveOnShutdown="on" action.resumeRetryCount="-1"',
  ];
  if (transport === 'relp') {
    return [
      'module(load="omrelp")',
      ...template.lines,
      '*.* action(',
      `  type="omrelp" target="${host}" port="${port}"`,
      `  template="${template.name}"`,
      ...queue,
      ')',
    ].join('\n');
  }
  const tls =
    transport === 'tls'
      ? ['  StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name"']
      : [];
  const protocol = transport === 'udp' ? 'udp' : 'tcp';
  const framing = protocol === 'tcp' ? ' TCP_Framing="octet-counted"' : '';
  return [
    ...template.lines,
    '*.* action(',
    `  type="omfwd" target="${host}" port="${port}" protocol="${protocol}"${framing}`,
    `  template="${template.name}"`,
    ...tls,
    ...queue,
    ')',
  ].join('\n');
}

/** One event over HTTP, to try the token. */
export function curlSnippet(origin: string, token: string): string {
  const event = JSON.stringify({
    time: '2026-01-31T12:00:00Z',
    host: 'web-01',
    message: 'Accepted password for root from 203.0.113.7 port 51122 ssh2',
  });
  return [
    `curl -sS ${origin}/api/intake/v1/events \\`,
    `  -H 'Authorization: Bearer ${token}' \\`,
    "  -H 'Content-Type: application/x-ndjson' \\",
    `  --data-binary '${event}'`,
  ].join('\n');
}
