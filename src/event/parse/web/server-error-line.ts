import { readClock, utc, digitsAt } from '../time-text.ts';
import { readBsdTime } from '../bsd-time.ts';

/** A line of a web server's error log. */
export interface ServerError {
  readonly service: 'apache' | 'nginx';
  readonly at: number;
  readonly timeText: string;
  readonly level: string;
  readonly message: string;
}

/** `[Mon Nov 23 11:59:58.123456 2026] [core:notice] [pid 7] AH00051: …` (httpd 2.4); 2.2 writes `[notice]`. */
const apache =
  /^\[[A-Z][a-z]{2} ([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)(?:\.\d{1,9})? (\d{4})\] \[(?:\w{0,32}:)?(\w{2,16})\] /;
/** `2026/11/23 11:59:58 [alert] 7#7: worker process 8 exited …`. */
const nginx = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d) \[([a-z]{2,8})\] \d{1,10}#\d{1,10}: /;

/** A line of the error log of Apache httpd or nginx; null for other lines. Times are local there and read as UTC. */
export function readServerError(text: string, receivedAt: number): ServerError | null {
  const first = text.charCodeAt(0);
  if (first === 91) {
    const [head, day, year, level] = apache.exec(text.slice(0, 160)) ?? [];
    if (head === undefined || day === undefined || year === undefined || level === undefined) return null;
    const { at } = readBsdTime(`${year} ${day}`, 0, receivedAt);
    return { service: 'apache', at, timeText: `${day} ${year}`, level, message: text.slice(head.length) };
  }
  if (first < 48 || first > 57 || text.charCodeAt(4) !== 47) return null;
  const [head, , , , time, level] = nginx.exec(text.slice(0, 80)) ?? [];
  if (head === undefined || time === undefined || level === undefined) return null;
  const [year, month, day] = [digitsAt(text, 0, 4), digitsAt(text, 5, 7), digitsAt(text, 8, 10)];
  const at = utc(year, month, day, readClock(time, 0).at);
  return { service: 'nginx', at, timeText: text.slice(0, 19), level, message: text.slice(head.length) };
}
