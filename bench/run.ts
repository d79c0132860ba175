/** `npm run bench NAME`: runs one benchmark; prints one JSON object to standard output, progress to standard error. */
import { join } from 'node:path';
import { describeMachine, type Bench } from './bench.ts';

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  detection: async () => (await import('./detection.ts')).detection,
  intake: async () => (await import('./intake.ts')).intake,
};

const [name = ''] = process.argv.slice(2);
const load = benches[name];
if (load === undefined) {
  console.error(`usage: npm run bench NAME, where NAME is one of: ${Object.keys(benches).join(', ')}`);
  process.exitCode = 2;
} else {
  const bench = await load();
  const root = join(import.meta.dirname, '..');
  const { figures, peers = {}, ratios = {} } = await bench({ root, say: (text) => console.error(text) });
  console.log(JSON.stringify({ name, machine: describeMachine(), figures, peers, ratios }));
}
