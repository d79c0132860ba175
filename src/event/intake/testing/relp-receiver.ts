import { systemClock } from '../../../kernel/index.ts';
import { openSpool } from '../../../platform/spool/index.ts';
import { createInflightBudget, createIntakeCounters, decodeFrame, listenRelp } from '../../index.ts';
import { everythingTo } from './directories.ts';
import { readFrames } from './receiver.ts';

/** A RELP receiver in a process of its own. Prints its port, then after each append how many different lines are stored. */
const [dir = '', port = '0'] = process.argv.slice(2);
const spool = await openSpool({ dir, maxBytes: 2 ** 30, now: new Date() });
const stored = new Set((await readFrames(spool)).flatMap(({ records }) => records.map(({ raw }) => raw)));
const listener = await listenRelp(
  { host: '127.0.0.1', port: Number(port), maxConnections: 10, maxHeldBytes: 1024 * 1024 },
  {
    spool: {
      append: async (payload) => {
        const position = await spool.append(payload);
        const bytes = Buffer.concat(payload instanceof Uint8Array ? [payload] : payload);
        const decoded = decodeFrame(bytes, { spoolId: spool.id, position });
        if (decoded.ok) for (const { raw } of decoded.value.records) stored.add(raw);
        process.stdout.write(`${stored.size}\n`);
        return position;
      },
    },
    directory: everythingTo(1),
    clock: systemClock,
    counters: createIntakeCounters(),
    budget: createInflightBudget(64 * 1024 * 1024),
  },
);
process.stdout.write(`port ${listener.port}\n`);
