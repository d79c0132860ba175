import type { CompanyId } from '../kernel/index.ts';
import type { IncidentFinding } from './finding-store.ts';
import type { TimelineEntry } from './timeline.ts';

/** What stands where a text named a company that has been erased. */
export const erasedText = 'Erased with a company that has left.';

/** What the timeline says afterwards: that there was a company, and not which. */
export const erasedEntryText =
  'A company that this incident affected has left. What was recorded about it has been erased.';

/** A name that only this company's finding has, short ones and common words left out: `web-1`, `203.0.113.9`. */
const tellingEntity = /^(?=.*[\d.@:_-]).{5,}$|^.{8,}$/u;
const shortestTitle = 8;

/**
 * What a company's findings in an incident go by in texts, as far as no other company's there go by the same: their titles,
 * and what they are about.
 */
export function findingWords(findings: readonly IncidentFinding[], companyId: CompanyId): readonly string[] {
  const own = findings.filter((finding) => finding.companyId === companyId);
  const others = findings.filter((finding) => finding.companyId !== companyId);
  const taken = new Set(others.flatMap(({ title, entity }) => [title, entity.value]));
  const titles = own.map(({ title }) => title).filter((title) => title.length >= shortestTitle);
  const entities = own.map(({ entity }) => entity.value).filter((value) => tellingEntity.test(value));
  return [...new Set([...titles, ...entities])].filter((word) => !taken.has(word)).sort();
}

/** Entries to take away, and entries whose text is replaced. */
export interface ErasedEntries {
  readonly gone: readonly TimelineEntry['id'][];
  readonly named: readonly TimelineEntry['id'][];
}

/** Sorts a timeline: an entry about the company goes, one that only names it stays without its text. */
export function sortEntries(
  entries: readonly Pick<TimelineEntry, 'id' | 'companyId' | 'text' | 'data'>[],
  companyId: CompanyId,
  isNamed: (text: string) => boolean,
): ErasedEntries {
  const gone: TimelineEntry['id'][] = [];
  const named: TimelineEntry['id'][] = [];
  for (const { id, companyId: of, text, data } of entries) {
    const details = JSON.stringify(data);
    if (of === companyId || details.includes(companyId)) gone.push(id);
    else if (isNamed(text) || isNamed(details)) named.push(id);
  }
  return { gone, named };
}

/** The title that an incident keeps: its own, or, when that names the company, that of a finding of another one. */
export function titleAfter(
  incident: { readonly title: string; readonly number: string },
  findings: readonly IncidentFinding[],
  companyId: CompanyId,
  isNamed: (text: string) => boolean,
): string {
  if (!isNamed(incident.title)) return incident.title;
  const other = findings.find((finding) => finding.companyId !== companyId && !isNamed(finding.title));
  return other?.title ?? incident.number;
}
