/**
 * Intake, end to end: from the first byte sent to the last row that a search finds, with every rule of content/rules
 * on. The generator and the server share the machine; the generator makes all bytes before the clock starts.
 *
 * http_events_per_s: CloudTrail records, NDJSON, batches of 1,000 lines without compression, 8 connections.
 * syslog_events_per_s: sshd lines, RFC 5424, octet counting, 4 TCP connections.
 * receipt_to_finding_p95_ms: bursts of 8 failing log-ons and one that succeeds, each from an address of its own, one
 * burst at a time, while CloudTrail records come over HTTP at half the rate that was measured: from the last byte sent
 * to the finding that the API lists. background_events_per_s is the rate that was really kept.
 * receipt_to_finding_idle_p95_ms: the same on an otherwise idle server.
 * windows_rules: rules of the corpus (TOCSIN_CORPUS) that are in force beside content/rules all the while; 0 without it.
 * receipt_to_finding_after_load_ms: the same once, right after the syslog load, a quarter of which are failed log-ons
 * from as many addresses; found_after_load: whether it was found within a minute.
 * history_events_per_s: after all that, a rule that few of the CloudTrail records match is tried on them (SQL finds what is
 * worth the matcher's look): stored CloudTrail records by the seconds of the whole call.
 */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { frameMessages } from '../src/app/demo/index.ts';
import { percentile, perSecond, type Bench } from './bench.ts';
import { bruteForce, cloudTrailLine, seeded, sshdMessage } from './sample-events.ts';
import { startTarget, type Target } from './target.ts';

const httpEvents = 200_000;
const httpBatch = 1_000;
const httpConnections = 8;
const syslogEvents = 400_000;
const syslogConnections = 4;
const warmUpEvents = 20_000;
const bursts = 40;
const failures = 8;
/** Often enough to measure a second, and seldom enough to leave the server alone. */
const pollMs = 20;
const historyRounds = 3;
const findingLimitMs = 60_000;
const afterLoadAddress = '192.0.2.200';
const attackTitle = 'SSH Log-on After Many Failures';

const acceptedReply = z.object({ accepted: z.number(), rejected: z.array(z.unknown()) });
/** NDJSON as `fetch` sends it, without a copy. */
type Batch = Uint8Array<ArrayBuffer>;

const findingsReply = z.object({ items: z.array(z.object({ entity: z.object({ value: z.string() }) })) });

export const intake: Bench = async ({ root, say }) => {
  await using ends = new AsyncDisposableStack();
  say('starting a fresh server');
  const folders = windowsRuleFolders();
  const target = await startTarget(root, ends, { TOCSIN_DETECTION_RULE_FOLDERS: folders.join(',') });
  await sendHttp(target, makeBatches(1, warmUpEvents));
  await target.waitForQueryable(warmUpEvents);
  const idle = await measureFindings(target, 1);
  say(`receipt to finding, idle: median ${Math.round(percentile(idle, 0.5))} ms`);
  const http = await measure(target, httpEvents, makeBatches(2, httpEvents), sendHttp);
  say(`HTTP: ${http} events/s`);
  const background = startBackground(target, http / 2);
  const delays = await measureFindings(target, 1 + bursts);
  const kept = await background.stop();
  say(
    `receipt to finding at ${kept} events/s: median ${Math.round(percentile(delays, 0.5))} ms, ` +
      `95 % within ${Math.round(percentile(delays, 0.95))} ms`,
  );
  const syslog = await measure(target, syslogEvents, makeStreams(3, target.syslogToken), sendSyslog);
  say(`syslog: ${syslog} events/s`);
  const afterLoad = await findAttack(target, afterLoadAddress).catch(() => null);
  say(
    `receipt to finding right after the load: ${afterLoad === null ? 'not found' : Math.round(afterLoad)} ms`,
  );
  const history = await measureHistory(target);
  say(`a rule on stored events: ${history} events/s`);
  return {
    figures: {
      http_events_per_s: http,
      syslog_events_per_s: syslog,
      receipt_to_finding_p95_ms: Math.round(percentile(delays, 0.95)),
      receipt_to_finding_p50_ms: Math.round(percentile(delays, 0.5)),
      receipt_to_finding_idle_p95_ms: Math.round(percentile(idle, 0.95)),
      background_events_per_s: kept,
      windows_rules: await countRules(target),
      found_after_load: afterLoad !== null,
      ...(afterLoad === null ? {} : { receipt_to_finding_after_load_ms: Math.round(afterLoad) }),
      history_events_per_s: history,
      http_batch_events: httpBatch,
    },
  };
};

async function measure<Input>(
  target: Target,
  count: number,
  input: readonly Input[],
  send: (target: Target, input: readonly Input[]) => Promise<void>,
): Promise<number> {
  const before = await target.countQueryable();
  const startedAt = performance.now();
  await send(target, input);
  await target.waitForQueryable(before + count);
  return perSecond(count, performance.now() - startedAt);
}

function makeBatches(seed: number, count: number): Batch[] {
  const random = seeded(seed);
  const at = new Date();
  return Array.from({ length: count / httpBatch }, () =>
    new TextEncoder().encode(Array.from({ length: httpBatch }, () => cloudTrailLine(random, at)).join('\n')),
  );
}

async function sendHttp({ url, httpToken }: Target, batches: readonly Batch[]): Promise<void> {
  const waiting = [...batches];
  const work = async (): Promise<void> => {
    for (let batch = waiting.pop(); batch !== undefined; batch = waiting.pop())
      await postBatch(url, httpToken, batch);
  };
  await Promise.all(Array.from({ length: httpConnections }, work));
}

async function postBatch(url: string, token: string, batch: Batch): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/api/intake/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
      body: batch,
    });
    if (response.status === 429 || response.status === 503) {
      await response.text();
      await delay(1_000 * Number(response.headers.get('retry-after') ?? 1));
      continue;
    }
    if (!response.ok) throw new Error(`Intake answered ${response.status}: ${await response.text()}`);
    const { accepted, rejected } = acceptedReply.parse(await response.json());
    if (accepted !== httpBatch || rejected.length > 0)
      throw new Error(`Only ${accepted} of a batch were accepted.`);
    return;
  }
}

function makeStreams(seed: number, token: string): Buffer[] {
  const random = seeded(seed);
  const at = new Date();
  const length = syslogEvents / syslogConnections;
  return Array.from({ length: syslogConnections }, () =>
    frameMessages(Array.from({ length }, () => sshdMessage(random, at, token))),
  );
}

async function sendSyslog({ syslogPort }: Target, streams: readonly Buffer[]): Promise<void> {
  await Promise.all(
    streams.map(async (stream) => {
      const socket = createConnection(syslogPort, '127.0.0.1');
      socket.resume();
      socket.end(stream);
      await once(socket, 'close');
    }),
  );
}

/** `first` is the last byte of the first burst's address. */
async function measureFindings(target: Target, first: number): Promise<number[]> {
  const delays: number[] = [];
  for (let burst = first; burst < first + bursts; burst += 1)
    delays.push(await findAttack(target, `192.0.2.${burst}`));
  return delays;
}

/** Sends batches at a steady rate until it is stopped; `stop` gives the rate that was kept, events a second. */
function startBackground(target: Target, eventsPerS: number): { stop(): Promise<number> } {
  const [batch] = makeBatches(4, httpBatch);
  const startedAt = performance.now();
  const stopping = new AbortController();
  let sent = 0;
  const work = async (): Promise<void> => {
    while (batch !== undefined && !stopping.signal.aborted) {
      const dueAt = startedAt + (sent / eventsPerS) * 1_000;
      sent += httpBatch;
      await delay(Math.max(0, dueAt - performance.now()));
      await postBatch(target.url, target.httpToken, batch);
    }
  };
  const running = Promise.all(Array.from({ length: httpConnections }, work));
  return {
    stop: async () => {
      stopping.abort();
      const rate = perSecond(sent, performance.now() - startedAt);
      await running;
      return rate;
    },
  };
}

const historyRule = `title: Instances started by one user from one network
logsource: { product: aws, service: cloudtrail }
detection:
  selection:
    eventName: RunInstances
    userIdentity.userName|endswith: '-7'
    sourceIPAddress|cidr: 10.1.0.0/16
  condition: selection
`;
const triedReply = z.object({ complete: z.boolean() });

/** Stored CloudTrail records that a rule is tried on, a second; the best of some tries. */
async function measureHistory(target: Target): Promise<number> {
  const { api, companyId } = target;
  const count = await target.countQueryable('parser:cloudtrail');
  let best = 0;
  for (let round = 0; round < historyRounds; round += 1) {
    const startedAt = performance.now();
    const body = { yaml: historyRule, days: 1, companyId };
    const { complete } = await api.post('/rules/try', body, triedReply);
    if (!complete) throw new Error('The rule was not tried on all events.');
    best = Math.max(best, perSecond(count, performance.now() - startedAt));
  }
  return best;
}

/** Where the public rules are; none when they are not there. */
function windowsRuleFolders(): readonly string[] {
  const rules = join(process.env['TOCSIN_CORPUS'] ?? '../shared/corpus', 'sigma');
  return ['rules/windows', 'rules-emerging-threats', 'rules-threat-hunting/windows']
    .map((folder) => join(rules, folder))
    .filter((folder) => existsSync(folder));
}

const rulesReply = z.object({
  items: z.array(
    z.object({ file: z.string(), logSource: z.looseObject({ product: z.string().nullable() }).nullable() }),
  ),
});

/** Rules in force that are about Windows. */
async function countRules({ api }: Target): Promise<number> {
  const { items } = await api.get('/rules', rulesReply);
  return items.filter(({ logSource }) => logSource?.product === 'windows').length;
}

/** Attacks from an address and waits for the finding: milliseconds from the last byte sent. */
async function findAttack(target: Target, from: string): Promise<number> {
  const { api, companyId, syslogPort, syslogToken } = target;
  const socket = createConnection(syslogPort, '127.0.0.1');
  socket.resume();
  await once(socket, 'connect');
  const sentAt = performance.now();
  socket.end(frameMessages(bruteForce(from, new Date(), syslogToken, failures)));
  const query = new URLSearchParams({ companyId, q: attackTitle, limit: '3' });
  const isThere = async (): Promise<boolean> => {
    const { items } = await api.get(`/findings?${query.toString()}`, findingsReply);
    return items.some(({ entity }) => entity.value === from);
  };
  while (!(await isThere())) {
    if (performance.now() - sentAt > findingLimitMs)
      throw new Error(`The attack from ${from} became no finding.`);
    await delay(pollMs);
  }
  return performance.now() - sentAt;
}
