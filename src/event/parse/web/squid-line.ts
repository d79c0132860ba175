import { toCount } from '../text.ts';
import { parseEpoch } from '../time-text.ts';
import type { ReadAccess } from './access-line.ts';
import { noRequest } from './web-request.ts';

/** time, elapsed, client, result/status, bytes, method, URL, user, hierarchy/server, type (Squid FAQ, access.log). */
const native =
  /^(\d{9,10}\.\d{3}) +-?\d{1,9} (\S{1,255}) ([A-Z_]{3,48})\/(\d{3}) (\d{1,15}) ([A-Z_-]{2,24}) (\S+) (\S{1,255}) ([A-Z_]{3,48})\/(\S{1,255}) ?(\S{0,128})/;

/** A line of Squid's native access log; null for other lines. */
export function readSquidLine(text: string): ReadAccess | null {
  const [, time, client, , status, bytes, method, target, user, , server, type] = native.exec(text) ?? [];
  if (time === undefined || client === undefined || target === undefined || method === undefined) return null;
  const orNull = (word: string | undefined): string | null =>
    word === undefined || word === '' || word === '-' ? null : word;
  return {
    at: parseEpoch(Number(time)),
    timeText: time,
    request: {
      ...noRequest,
      isProxied: true,
      client,
      user: orNull(user),
      method,
      target,
      status: toCount(status) === 0 ? null : toCount(status),
      bytes: toCount(bytes),
      contentType: orNull(type),
      server: orNull(server),
    },
  };
}
