import { z } from 'zod';
import { wireTime } from '../../identity/index.ts';
import { findingLabel, type Finding } from '../finding/finding.ts';
import { receiptDocumentKinds, type Receipt } from '../receipt/receipt.ts';
import { eventOutcomes, hitOutcomes, replayNotes, replayVerdicts } from './replay.ts';
import type { Present, Replay } from './replay-service.ts';

export const receiptBody = z.object({
  id: z.string(),
  engineVersion: z.string(),
  pipelineHash: z.string().nullable(),
  documents: z.array(z.object({ id: z.string(), kind: z.enum(receiptDocumentKinds), hash: z.string() })),
});

export const replayBody = z.object({
  findingId: z.uuid(),
  number: z.string(),
  title: z.string(),
  verdict: z.enum(replayVerdicts),
  notes: z.array(z.enum(replayNotes)),
  recorded: z.object({ ruleHash: z.string(), receipts: z.array(receiptBody) }),
  present: z.object({
    engineVersion: z.string(),
    pipelineHash: z.string(),
    ruleHash: z.string().nullable(),
  }),
  matchCount: z.number().int(),
  events: z.array(
    z.object({
      eventId: z.uuid(),
      time: wireTime,
      message: z.string(),
      recordedHash: z.string().nullable(),
      storedHash: z.string().nullable(),
      outcome: z.enum(eventOutcomes),
    }),
  ),
  hits: z.array(z.object({ group: z.string(), from: wireTime, to: wireTime, outcome: z.enum(hitOutcomes) })),
  /** The suppressions and filters that would take events of the evidence, were they received now. */
  takenBy: z.array(
    z.object({
      suppressionId: z.uuid(),
      title: z.string().nullable(),
      /** A filter would exclude them. */
      excluded: z.boolean(),
      /** Of the evidence. */
      events: z.number().int(),
    }),
  ),
});

export const toReceiptBody = (receipt: Receipt): z.input<typeof receiptBody> => ({
  ...receipt,
  documents: [...receipt.documents],
});

export const toReplayBody = (
  finding: Finding,
  replay: Replay,
  { engineVersion, pipelineHash }: Present,
): z.input<typeof replayBody> => ({
  findingId: finding.id,
  number: findingLabel(finding.number),
  title: finding.rule.title,
  verdict: replay.verdict,
  notes: [...replay.notes],
  recorded: { ruleHash: finding.ruleHash, receipts: replay.receipts.map(toReceiptBody) },
  present: { engineVersion, pipelineHash, ruleHash: replay.presentRuleHash },
  matchCount: finding.matchCount,
  events: replay.events.map(({ evidence, outcome, storedHash }) => ({
    eventId: evidence.eventId,
    time: evidence.at,
    message: evidence.message,
    recordedHash: evidence.rawHash,
    storedHash,
    outcome,
  })),
  hits: replay.hits.map(({ from, group, outcome, to }) => ({
    group,
    from: new Date(from),
    to: new Date(to),
    outcome,
  })),
  takenBy: replay.takenBy.map(({ events, id, isExcluded, title }) => ({
    ...{ suppressionId: id, title, excluded: isExcluded, events },
  })),
});
