import type { CompanyId } from '../../kernel/index.ts';
import { rawHash } from '../receipt/receipt.ts';
import type { JudgedEvent } from './match-rows.ts';
import type { Entity, Evidence, FindingRule, MatchGroup } from '../finding/finding.ts';

/** Evidence that one batch hands over for one finding; ClickHouse has all matches. */
const evidenceOfBatch = 20;

interface OpenGroup {
  readonly companyId: CompanyId;
  readonly rule: FindingRule;
  readonly entity: Entity;
  count: number;
  firstAt: number;
  lastAt: number;
  readonly evidence: Evidence[];
}

/** Collects a batch's matches by company, rule and entity. */
export interface MatchCollector {
  /** `at` in Unix milliseconds of the event. */
  add(
    companyId: CompanyId,
    rule: FindingRule,
    entity: Entity,
    about: Pick<JudgedEvent, 'eventId' | 'message' | 'raw'>,
    at: number,
  ): void;
  groups(): readonly MatchGroup[];
}

export function createMatchCollector(): MatchCollector {
  const groups = new Map<string, OpenGroup>();
  return {
    add: (companyId, rule, entity, { eventId, message, raw }, at) => {
      const key = `${companyId}\0${rule.id}\0${entity.type}\0${entity.value}`;
      let group = groups.get(key);
      if (group === undefined) {
        group = { companyId, rule, entity, count: 0, firstAt: at, lastAt: at, evidence: [] };
        groups.set(key, group);
      }
      group.count += 1;
      group.firstAt = Math.min(group.firstAt, at);
      group.lastAt = Math.max(group.lastAt, at);
      if (group.evidence.length < evidenceOfBatch)
        group.evidence.push({ eventId, at: new Date(at), message, rawHash: rawHash(raw) });
    },
    groups: () =>
      [...groups.values()].map(({ firstAt, lastAt, ...group }) => ({
        ...group,
        firstAt: new Date(firstAt),
        lastAt: new Date(lastAt),
      })),
  };
}
