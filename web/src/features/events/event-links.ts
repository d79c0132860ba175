import { addTerm } from '../../lib/query-text.ts';
import { absoluteRange } from '../../lib/time-range.ts';

const aroundMs = 15 * 60_000;

/** A range wide enough to show what happened before and after an event. */
export function rangeAround(iso: string): string {
  const at = new Date(iso).getTime();
  return absoluteRange(new Date(at - aroundMs), new Date(at + aroundMs));
}

/** Fields that are searched for the entity of a finding, by the entity's type. */
const fieldOf: Readonly<Record<string, string>> = { ip: 'ip', host: 'host', user: 'user' };
const secondMs = 1_000;

/** The events around a finding: of its entity, from its first match to its last. */
export function eventsOf(finding: {
  readonly companyId: string;
  readonly entity: { readonly type: string; readonly value: string };
  readonly firstMatchAt: string;
  readonly lastMatchAt: string;
}): { readonly range: string; readonly companyId: string; readonly q: string | undefined } {
  const field = fieldOf[finding.entity.type];
  const from = new Date(new Date(finding.firstMatchAt).getTime() - secondMs);
  const to = new Date(new Date(finding.lastMatchAt).getTime() + secondMs);
  return {
    range: absoluteRange(from, to),
    companyId: finding.companyId,
    q: field === undefined ? undefined : addTerm('', field, finding.entity.value),
  };
}
