import { internal, recordEntry } from '../incident/index.ts';
import { unreachable } from '../kernel/index.ts';
import { announce } from '../platform/live/index.ts';
import { publishFact } from '../platform/outbox/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import { withdrawNotice } from './draft-service.ts';
import { timeText } from './notice-words.ts';
import {
  bySystem,
  notificationFacts,
  type EscalationReason,
  type NotificationDeps,
} from './notification-deps.ts';
import {
  advanceObligation,
  escalatePercent,
  type ObligationEffect,
  type ObligationInput,
} from './obligation.ts';
import { lockObligation, saveObligation, type Obligation, type ObligationId } from './obligation-store.ts';
import { companyNames } from './setting-store.ts';

/** Moves an obligation and tells what follows from it. */
export async function applyInput(
  tx: Tx,
  deps: NotificationDeps,
  id: ObligationId,
  input: ObligationInput,
): Promise<void> {
  const obligation = await lockObligation(tx, id);
  if (obligation === null) return;
  const { state, effects } = advanceObligation(obligation.clock, obligation.state, input);
  if (effects.length === 0) return;
  await saveObligation(tx, obligation, state);
  const company = await companyNameOf(tx, obligation);
  for (const effect of effects) await tell(tx, deps, obligation, company, effect);
  await announce(tx, { topic: 'obligation', id, companyId: obligation.companyId });
}

const lateWords = ' This was noticed late: the system was not running at the time.';

async function tell(
  tx: Tx,
  deps: NotificationDeps,
  obligation: Obligation,
  company: string,
  effect: ObligationEffect,
): Promise<void> {
  const due = timeText('en', obligation.clock.dueAt);
  switch (effect.kind) {
    case 'warn': {
      const text = `${effect.percent} % of the time to notify ${company} is used; due ${due}.`;
      const { percent, late } = effect;
      await noteObligation(tx, deps, obligation, text + (late ? lateWords : ''), { percent, late });
      await emit(tx, deps, obligation, notificationFacts.warned, { percent, late });
      if (percent >= escalatePercent) await escalate(tx, deps, obligation, 'time_is_short', text);
      return;
    }
    case 'breach':
      return tellBreach(tx, deps, obligation, company, effect.late);
    case 'breach_withdrawn':
      return noteObligation(
        tx,
        deps,
        obligation,
        `The breach recorded for ${company} was none: the notice was in time.`,
        {
          breached: false,
        },
      );
    case 'fulfilled': {
      const text = `${company} was notified ${effect.late ? 'late' : 'in time'}, at ${timeText('en', effect.at)}.`;
      await noteObligation(tx, deps, obligation, text, {
        fulfilledAt: effect.at.toISOString(),
        late: effect.late,
      });
      await emit(tx, deps, obligation, notificationFacts.fulfilled, { late: effect.late });
      return;
    }
    case 'waived':
      await withdrawNotice(tx, deps, obligation, 'Nothing is owed any more.');
      return noteObligation(tx, deps, obligation, `${company} does not have to be notified any more.`, {
        waived: true,
      });
    case 'reopened': {
      const text = `The notice to ${company} came back: it is owed again, by ${due}.`;
      await noteObligation(tx, deps, obligation, text, {
        reopened: true,
        fulfilledAt: effect.fulfilledAt.toISOString(),
      });
      return emit(tx, deps, obligation, notificationFacts.reopened, {});
    }
    case 'reinstated':
      return noteObligation(tx, deps, obligation, `${company} has to be notified after all, by ${due}.`, {
        waived: false,
      });
    default:
      return unreachable(effect);
  }
}

async function tellBreach(
  tx: Tx,
  deps: NotificationDeps,
  obligation: Obligation,
  company: string,
  late: boolean,
): Promise<void> {
  const due = timeText('en', obligation.clock.dueAt);
  const text = `The time to notify ${company} ran out at ${due}. The notice is still owed.`;
  await noteObligation(tx, deps, obligation, text + (late ? lateWords : ''), { breached: true, late });
  await emit(tx, deps, obligation, notificationFacts.breached, { late });
  await escalate(tx, deps, obligation, 'breached', text);
}

/** Calls in people who can decide; `text` says what is wrong. */
export async function escalate(
  tx: Tx,
  deps: NotificationDeps,
  obligation: Obligation,
  reason: EscalationReason,
  text: string,
): Promise<void> {
  await emit(tx, deps, obligation, notificationFacts.escalated, { reason, text });
  await noteObligation(tx, deps, obligation, `Escalated: ${text}`, { escalated: reason });
}

/** Writes what staff read of an obligation on its incident's timeline. */
export const noteObligation = (
  tx: Tx,
  deps: NotificationDeps,
  { id, incidentId, companyId }: Obligation,
  text: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> =>
  recordEntry(
    tx,
    deps.clock,
    internal(incidentId, bySystem, 'obligation', text, { obligationId: id, companyId, ...data }),
  );

const emit = (
  tx: Tx,
  deps: NotificationDeps,
  { id, incidentId, companyId }: Obligation,
  name: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> =>
  publishFact(tx, deps.clock, {
    name,
    companyId,
    payload: { obligationId: id, incidentId, companyId, ...data },
  });

export async function companyNameOf(tx: Tx, { companyId }: Pick<Obligation, 'companyId'>): Promise<string> {
  return (await companyNames(tx, [companyId])).get(companyId) ?? 'The company';
}
