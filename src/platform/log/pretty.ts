import { PinoPretty } from 'pino-pretty';

/** Log lines for a person at a terminal. */
export function pinoPretty(): NodeJS.WritableStream {
  return PinoPretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss.l' });
}
