import type { ReplayReply } from './replay-schema.ts';

const verdicts: Readonly<Record<ReplayReply['verdict'], string>> = {
  same: 'the same verdict',
  differs: 'another verdict',
  incomplete: 'no full verdict: something it was reached with is not there any more',
};

const notes: Readonly<Record<string, string>> = {
  receipt_missing: 'The finding is of a release that kept no receipts.',
  document_missing: 'The text of a rule that took part is not kept.',
  document_altered: 'The kept text of a rule that took part is not what its hash says.',
  engine_changed: 'The engine is of another version than the one that judged.',
  pipeline_changed: 'The code of parsers, routing or matcher is not the one that judged.',
  rule_changed: 'The rule in force is not the one that judged; it was judged with the one of then.',
  rule_not_in_force: 'The rule is not in force any more; it was judged with the one of then.',
  event_hash_missing: 'Some evidence has no hash, so that a change of its record would not show.',
  evidence_partial: 'The finding has more matches than are kept as evidence.',
  suppressed_now: 'Matches like these open no finding now: a suppression takes them.',
  excluded_now: 'Events like these do not match any more: a filter of the company excludes them.',
};

/** Differences that are listed one by one. */
const maxListed = 20;

const counted = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

/** A replay for a terminal. */
export function replayText({
  events,
  hits,
  matchCount,
  notes: codes,
  number,
  takenBy,
  title,
  verdict,
}: ReplayReply): string {
  const same = events.filter(({ outcome }) => outcome === 'same').length;
  const lines = [
    `${number} ${title}: ${verdicts[verdict]}`,
    `  ${same} of ${counted(events.length, 'event', 'events')} of the evidence judged the same; the finding has ${counted(matchCount, 'match', 'matches')}`,
  ];
  if (hits.length > 0) {
    const held = hits.filter(({ outcome }) => outcome === 'same').length;
    lines.push(`  ${held} of ${counted(hits.length, 'hit', 'hits')} of the correlation held again`);
  }
  const other = [
    ...events.map(({ eventId, outcome, time }) => ({ outcome, what: `event ${eventId} of ${time}` })),
    ...hits.map(({ from, group, outcome, to }) => ({ outcome, what: `hit of ${group}, ${from} to ${to}` })),
  ].filter(({ outcome }) => outcome !== 'same');
  for (const { outcome, what } of other.slice(0, maxListed)) lines.push(`  - ${outcome}: ${what}`);
  if (other.length > maxListed) lines.push(`  - and ${other.length - maxListed} more`);
  for (const { events: count, suppressionId, title: name } of takenBy)
    lines.push(
      `  now taken: ${count} of ${events.length} events of the evidence, by ${name ?? suppressionId}`,
    );
  for (const code of codes) lines.push(`  ${code}: ${notes[code] ?? ''}`);
  return `${lines.join('\n')}\n`;
}
