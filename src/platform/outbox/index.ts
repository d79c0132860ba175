import { z } from 'zod';
import { newId, systemScope, type Clock, type CompanyId, type Id } from '../../kernel/index.ts';
import { addJob, type JobHandler } from '../jobs/index.ts';
import { inScope, type Db, type Tx } from '../postgres/index.ts';

/** A message from one slice to others: something that has happened, committed with the change itself. */
export interface Fact {
  readonly id: Id<'fact'>;
  /** `noun.participle`, for example `incident.opened`. */
  readonly name: string;
  readonly companyId: CompanyId | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

type OutboxTables = {
  fact: { id: string; name: string; company_id: string | null; payload: string; created_at: Date };
  fact_delivery: { fact_id: string; subscriber: string; delivered_at: Date };
};

const deliverTask = 'deliver-fact';

/** Writes a fact in the caller's transaction and queues its delivery: both happen if and only if it commits. */
export async function publishFact(tx: Tx, clock: Clock, fact: Omit<Fact, 'id'>): Promise<void> {
  const id = newId<'fact'>(clock.now());
  await tx
    .$extendTables<OutboxTables>()
    .insertInto('fact')
    .values({
      id,
      name: fact.name,
      company_id: fact.companyId,
      payload: JSON.stringify(fact.payload),
      created_at: clock.now(),
    })
    .execute();
  await addJob(tx, deliverTask, { factId: id, name: fact.name });
}

/** Acts on a fact inside the transaction that also marks it as delivered: exactly once in the database. */
export interface Subscription {
  /** Unique and stable: it names the delivery record. */
  readonly subscriber: string;
  readonly fact: string;
  handle(tx: Tx, fact: Fact): Promise<void>;
}

const jobSchema = z.object({ factId: z.uuid(), name: z.string() });
const oneSchema = z.object({ factId: z.uuid(), subscriber: z.string() });
const payloadSchema = z.record(z.string(), z.unknown());
const deliverOneTask = 'deliver-fact-to-subscriber';

/**
 * The queue's tasks that carry facts to their subscribers. Each subscriber has a job of its own, so one that fails
 * is tried again alone.
 */
export function factHandlers(
  db: Db,
  clock: Clock,
  subscriptions: readonly Subscription[],
): Map<string, JobHandler> {
  const bySubscriber = new Map(subscriptions.map((subscription) => [subscription.subscriber, subscription]));
  return new Map<string, JobHandler>([
    [
      deliverTask,
      async (payload) => {
        const { factId, name } = jobSchema.parse(payload);
        const due = subscriptions.filter((subscription) => subscription.fact === name);
        await inScope(db, systemScope('outbox'), async (tx) => {
          for (const { subscriber } of due) {
            await addJob(tx, deliverOneTask, { factId, subscriber }, { key: `${factId}:${subscriber}` });
          }
        });
      },
    ],
    [
      deliverOneTask,
      async (payload) => {
        const { factId, subscriber } = oneSchema.parse(payload);
        const subscription = bySubscriber.get(subscriber);
        if (subscription === undefined) return;
        await inScope(db, systemScope(`outbox:${subscriber}`), (tx) =>
          deliver(tx, clock, factId, subscription),
        );
      },
    ],
  ]);
}

async function deliver(tx: Tx, clock: Clock, factId: string, subscription: Subscription): Promise<void> {
  const tables = tx.$extendTables<OutboxTables>();
  const row = await tables
    .selectFrom('fact')
    .select(['fact.id', 'fact.name', 'fact.company_id', 'fact.payload'])
    .where('fact.id', '=', factId)
    .executeTakeFirst();
  if (row === undefined) return;
  const mark = await tables
    .insertInto('fact_delivery')
    .values({ fact_id: factId, subscriber: subscription.subscriber, delivered_at: clock.now() })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (mark.numInsertedOrUpdatedRows === 0n) return;
  await subscription.handle(tx, {
    id: row.id as Id<'fact'>,
    name: row.name,
    companyId: row.company_id as CompanyId | null,
    payload: payloadSchema.parse(row.payload),
  });
}
