import { once } from 'node:events';
import { openSpool } from '../index.ts';
import { framePayload } from './frame-payload.ts';

/** Appends numbered frames with many appends at once and prints each number once it is acknowledged. */
const [dir = '', first = '0', seed = '0'] = process.argv.slice(2);
const appendersAtOnce = 16;

const spool = await openSpool({ dir, maxBytes: 1 << 30, segmentBytes: 1 << 20, now: new Date() });
let next = Number(first);

async function appendForever(): Promise<never> {
  for (;;) {
    const number = next;
    next += 1;
    await spool.append(framePayload(number, Number(seed)));
    if (!process.stdout.write(`${number}\n`)) await once(process.stdout, 'drain');
  }
}

await Promise.all(Array.from({ length: appendersAtOnce }, appendForever));
