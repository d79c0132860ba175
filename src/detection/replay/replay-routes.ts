import type { ClickHouseClient } from '@clickhouse/client';
import { defineRoute, idParams, type Route } from '../../identity/index.ts';
import { err, ok, type FindingId } from '../../kernel/index.ts';
import { findFinding } from '../finding/finding-store.ts';
import { pipelineHash } from '../receipt/pipeline-hash.ts';
import type { RuleBook } from '../rule/rule-book.ts';
import { engineVersion } from '../sigma/hash.ts';
import { replayBody, toReplayBody } from './replay-schema.ts';
import { replayFinding } from './replay-service.ts';

/** A finding's verdicts, reached once more. */
export const replayRoutes = (book: RuleBook, client: () => ClickHouseClient): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: '/findings/:id/replay',
    operation: 'finding.replay',
    summary: 'Whether the evidence of a finding leads to the same verdict again, or what differs',
    access: 'finding:read',
    params: idParams,
    reply: replayBody,
    handler: async ({ clock, tx, principal, params, touch }) => {
      const own = principal.side === 'customer' ? principal.companyId : null;
      const finding = await findFinding(tx, params.id as FindingId, own);
      if (finding === null) return err({ code: 'finding_not_found', message: 'There is no such finding.' });
      touch({ type: 'finding', id: finding.id }, finding.companyId);
      const present = { engineVersion, pipelineHash: pipelineHash(), set: book.current(), now: clock.now() };
      return ok(toReplayBody(finding, await replayFinding(tx, client(), finding, present), present));
    },
  }),
];
