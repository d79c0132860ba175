import type { CompanyId } from '../../kernel/index.ts';
import type { Entity } from '../finding/finding.ts';
import type { SuppressionId, SuppressionSubject } from './suppression.ts';

/** A suppression as judges need it: when it takes matches of which company. Plain data, which threads can be given. */
export interface SuppressionSpan {
  readonly id: SuppressionId;
  readonly companyId: CompanyId;
  readonly subject: SuppressionSubject;
  /** Receipt of the record, Unix milliseconds; `until` is the first moment at which it takes nothing more (SUP-4). */
  readonly from: number;
  readonly until: number;
}

/** What is in force for the records of a batch; sorted by id, so that the first of several that fit is always the same. */
export type SuppressionSet = readonly SuppressionSpan[];

/** What took a match. `isExcluded`: a filter did, and the match counts for nothing. */
export interface Taken {
  readonly id: SuppressionId;
  readonly isExcluded: boolean;
}

/** Matches of one rule on one entity that one suppression took. */
export interface TakenGroup extends Taken {
  readonly companyId: CompanyId;
  readonly ruleId: string;
  readonly entity: Entity;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

const nulByte = '\0';
const entityKey = (ruleId: string, { type, value }: Entity): string => [ruleId, type, value].join(nulByte);

/** The suppressions of one company by what they are about. */
export interface CompanySuppressions {
  readonly filters: readonly SuppressionSpan[];
  /** The suppression that takes a finding's match; null: none does. One about the entity comes before one about the rule (SUP-6). */
  readonly suppressing: (ruleId: string, entity: Entity, receivedAt: number) => SuppressionSpan | null;
}

/** SUP-1: each company by itself; a company without suppressions has no entry. */
export function byCompany(set: SuppressionSet): ReadonlyMap<CompanyId, CompanySuppressions> {
  const companies = Map.groupBy(set, ({ companyId }) => companyId);
  return new Map([...companies].map(([companyId, own]) => [companyId, indexed(own)]));
}

function indexed(own: readonly SuppressionSpan[]): CompanySuppressions {
  const byKey = new Map<string, SuppressionSpan[]>();
  const filters: SuppressionSpan[] = [];
  for (const span of own) {
    const { subject } = span;
    if (subject.kind === 'filter') {
      filters.push(span);
      continue;
    }
    const key = subject.kind === 'rule' ? subject.ruleId : entityKey(subject.ruleId, subject.entity);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [span]);
    else known.push(span);
  }
  return {
    filters,
    suppressing: (ruleId, entity, receivedAt) =>
      byKey.get(entityKey(ruleId, entity))?.find((span) => isInForce(span, receivedAt)) ??
      byKey.get(ruleId)?.find((span) => isInForce(span, receivedAt)) ??
      null,
  };
}

export const isInForce = (
  { from, until }: Pick<SuppressionSpan, 'from' | 'until'>,
  receivedAt: number,
): boolean => from <= receivedAt && receivedAt < until;

/** Counts what was taken, by suppression, rule and entity. `at` in Unix milliseconds of the event. */
export interface TakenCollector {
  add(companyId: CompanyId, taken: Taken, ruleId: string, entity: Entity, at: number): void;
  groups(): readonly TakenGroup[];
}

export function createTakenCollector(): TakenCollector {
  const groups = new Map<string, TakenGroup>();
  return {
    add: (companyId, taken, ruleId, entity, at) => {
      const key = [taken.id, entityKey(ruleId, entity)].join(nulByte);
      const known = groups.get(key);
      groups.set(key, {
        ...{ ...taken, companyId, ruleId, entity },
        count: (known?.count ?? 0) + 1,
        firstAt: new Date(Math.min(known?.firstAt.getTime() ?? at, at)),
        lastAt: new Date(Math.max(known?.lastAt.getTime() ?? at, at)),
      });
    },
    groups: () => [...groups.values()],
  };
}
