import type { CompanyId } from '../../kernel/index.ts';
import type { ParsedEvent } from '../event-types.ts';
import type { Entity } from '../finding/finding.ts';
import { evaluate } from '../sigma/evaluate.ts';
import { appliesTo } from '../sigma/filter.ts';
import { parseRuleFile } from '../sigma/load.ts';
import type { RuleMatch } from '../sigma/match.ts';
import { readingOf, type Reading } from '../sigma/reading.ts';
import type { SigmaFilter } from '../sigma/rule.ts';
import {
  byCompany,
  isInForce,
  type CompanySuppressions,
  type SuppressionSet,
  type SuppressionSpan,
  type Taken,
} from './suppression-set.ts';

/** What takes matches of one company. Asked for matches only, never for other events. */
export interface CompanyTaker {
  /** The filter that excludes a match; null: none does. */
  excluding(match: RuleMatch, event: ParsedEvent, receivedAt: number): Taken | null;
  /** The suppression that keeps a match of a rule out of findings; null: none does. */
  suppressing(ruleId: string, entity: Entity, receivedAt: number): Taken | null;
}

/** Undefined for a company without suppressions: nothing more is asked for its matches. */
export type Taker = (companyId: CompanyId) => CompanyTaker | undefined;

/** Takes nothing. */
export const noTaker: Taker = () => undefined;

/** Makes takers of sets; each filter's text is read once, however many sets it is in. */
export function createTakers(): (set: SuppressionSet) => Taker {
  const filters = new Map<string, SigmaFilter | null>();
  const filterOf = (span: SuppressionSpan): SigmaFilter | null => {
    let known = filters.get(span.id);
    if (known === undefined) filters.set(span.id, (known = readFilter(span)));
    return known;
  };
  return (set) => {
    if (set.length === 0) return noTaker;
    const companies = new Map(
      [...byCompany(set)].map(([companyId, own]) => [companyId, takerOf(own, filterOf)] as const),
    );
    return (companyId) => companies.get(companyId);
  };
}

function takerOf(
  { filters, suppressing }: CompanySuppressions,
  filterOf: (span: SuppressionSpan) => SigmaFilter | null,
): CompanyTaker {
  const reading = lastReading();
  return {
    suppressing: (ruleId, entity, receivedAt) => {
      const span = suppressing(ruleId, entity, receivedAt);
      return span === null ? null : { id: span.id, isExcluded: false };
    },
    excluding: ({ aliases, rule }, event, receivedAt) => {
      for (const span of filters) {
        if (!isInForce(span, receivedAt)) continue;
        const filter = filterOf(span);
        if (filter === null || !appliesTo(filter, rule)) continue;
        // As written (Sigma 2.1, filters): a match stays when the filter's condition holds.
        if (!evaluate(filter.tree, reading(event), aliases)) return { id: span.id, isExcluded: true };
      }
      return null;
    },
  };
}

/** An event that several rules match is read once. */
function lastReading(): (event: ParsedEvent) => Reading {
  let last: { readonly event: ParsedEvent; readonly reading: Reading } | null = null;
  return (event) => {
    if (last?.event !== event) last = { event, reading: readingOf(event.record) };
    return last.reading;
  };
}

/** Null for a text that this version cannot read any more: it excludes nothing, and the list of suppressions says so. */
function readFilter({ id, subject }: SuppressionSpan): SigmaFilter | null {
  if (subject.kind !== 'filter') return null;
  const { loaded } = parseRuleFile({ file: `suppression:${id}`, text: subject.yaml });
  return loaded.find((document) => document.kind === 'filter') ?? null;
}
