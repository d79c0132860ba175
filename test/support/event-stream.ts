/** Numbered events of about 200 bytes with one attack among them. Numbers run from 0. */
export interface EventStream {
  readonly count: number;
  /** As one line of RFC 5424 syslog. */
  syslog(index: number): string;
  /** As one line of NDJSON: systemd's journal as JSON, now and then a line that is no JSON. */
  json(index: number): string;
}

export interface EventStreamOptions {
  readonly count: number;
  /** Sent with each syslog line. */
  readonly token: string;
  /** Time of the first event; each later one is a millisecond after the one before. */
  readonly startAt: Date;
  /** Where the eight failing log-ons and the succeeding one stand, each from 0 to 1. */
  readonly attack: readonly number[];
}

export const attackerAddress = '203.0.113.9';
/** Added to an event's number to make its process id, so that each event carries its number in the same width. */
const base = 1_000_000;

/** Finds the number of a stored event in its raw text (ClickHouse's RE2 and JavaScript read it alike). */
export const numberPattern = String.raw`(?:sshd|nginx|garbage|"SYSLOG_PID":") ?(1[0-9]{6})`;
export const numberOf = (pid: number): number => pid - base;

interface Entry {
  readonly program: string;
  readonly host: string;
  readonly message: string;
}

export function eventStream({ count, token, startAt, attack }: EventStreamOptions): EventStream {
  const places = new Map(attack.map((share, step) => [Math.floor(share * count), step]));
  const last = attack.length - 1;
  const entry = (index: number): Entry => {
    const step = places.get(index);
    if (step === undefined) return ordinary(index);
    const verb = step === last ? 'Accepted' : 'Failed';
    return {
      program: 'sshd',
      host: 'web-1',
      message: `${verb} password for root from ${attackerAddress} port ${50_000 + step} ssh2`,
    };
  };
  return {
    count,
    syslog: (index) => {
      const { program, host, message } = entry(index);
      const at = new Date(startAt.getTime() + index).toISOString();
      return `<86>1 ${at} ${host} ${program} ${base + index} - [tocsin@32473 token="${token}"] ${message}`;
    },
    json: (index) => {
      if (isGarbage(index) && !places.has(index)) return `garbage ${base + index} ${'.'.repeat(150)}`;
      const { program, host, message } = entry(index);
      return JSON.stringify({
        __REALTIME_TIMESTAMP: String((startAt.getTime() + index) * 1_000),
        PRIORITY: '6',
        _HOSTNAME: host,
        SYSLOG_IDENTIFIER: program,
        SYSLOG_PID: String(base + index),
        MESSAGE: message,
      });
    },
  };
}

const isGarbage = (index: number): boolean => index % 500 === 7;

/** Mostly requests to web servers; some log-ons with keys, some lonely failing ones from all over the world. */
function ordinary(index: number): Entry {
  const kind = index % 250;
  const host = `app-${index % 17}`;
  const address = `100.64.${Math.floor(index / 250) % 250}.${index % 250}`;
  if (kind === 11)
    return {
      program: 'sshd',
      host,
      message: `Failed password for invalid user admin from ${address} port ${20_000 + (index % 40_000)} ssh2`,
    };
  if (kind % 25 === 1)
    return {
      program: 'sshd',
      host,
      message: `Accepted publickey for deploy from ${address} port ${20_000 + (index % 40_000)} ssh2: ED25519 SHA256:0fRkyVsLbSlLMHVN`,
    };
  return {
    program: 'nginx',
    host,
    message: `${address} "GET /shop/articles/${index} HTTP/2" 200 ${index % 9_973} ${'~'.repeat(20 + (index % 30))}`,
  };
}
