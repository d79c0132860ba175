import type { HuntedCorrelation, RuleMatch } from '../../detection/index.ts';
import type { JsonObject } from '../../event/index.ts';
import type { EventPlace } from './event-place.ts';

/** A rule that holds for an event of a file; `time` in Unix milliseconds. */
export interface FileHit {
  readonly place: EventPlace;
  readonly time: number;
  readonly event: JsonObject | string;
  readonly match: RuleMatch;
}

/** Most members that the line of a correlation's hit names: half of them its first, half its last. */
const mostMembers = 200;

const placeOf = ({ file, entry, record }: EventPlace): object => ({
  file,
  ...(entry === null ? {} : { entry }),
  record,
});

/** A rule's hit as one line of JSON. */
export const hitLine = ({ place, time, event, match: { rule } }: FileHit): string =>
  toLine({
    rule_id: rule.id,
    title: rule.title,
    level: rule.level,
    author: rule.author,
    time: new Date(time).toISOString(),
    ...placeOf(place),
    event,
  });

/** Where the event of a member stands, and the event itself while it is kept. */
export type MemberOf = (eventId: string) => {
  readonly place: EventPlace;
  readonly event: JsonObject | string | null;
};

/** The same for a correlation: place and event are those of the member that completed it. */
export function correlationLine({ correlation, level, hit }: HuntedCorrelation, memberOf: MemberOf): string {
  const { members } = hit;
  const named =
    members.length <= mostMembers
      ? members
      : [...members.slice(0, mostMembers / 2), ...members.slice(-mostMembers / 2)];
  const last = memberOf(members.at(-1)?.eventId ?? '');
  return toLine({
    rule_id: correlation.id,
    title: correlation.title,
    level,
    author: correlation.author,
    time: new Date(hit.to).toISOString(),
    ...placeOf(last.place),
    event: last.event,
    correlation: {
      type: correlation.type,
      group_by: correlation.groupBy,
      group: JSON.parse(hit.group) as unknown,
      from: new Date(hit.from).toISOString(),
      to: new Date(hit.to).toISOString(),
      figure: hit.figure,
      count: members.length,
      members: named.map(({ eventId, ruleId, time }) => ({
        rule_id: ruleId,
        ...placeOf(memberOf(eventId).place),
        time: new Date(time).toISOString(),
      })),
    },
  });
}

const toLine = (value: object): string => `${JSON.stringify(value)}\n`;
