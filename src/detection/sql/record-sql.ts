import { recordForms } from '../../event/index.ts';
import type { Definitions } from './definitions.ts';
import { sqlOr, sqlText } from './sql-text.ts';

/** Longest record that is read in SQL, in bytes. Longer ones are left to the matcher. */
const maxRecordBytes = 262_144;

/** An object's members as ClickHouse reads them. */
export interface ObjectSql {
  /** Map of names to values, each as JSON. */
  readonly members: string;
  /** Whether names or values could be read otherwise than the matcher reads them. */
  readonly unreadable: string;
}

/**
 * The stored event's record. It is unreadable when it is not kept, too long, not JSON to ClickHouse (half a surrogate
 * pair), when a name stands twice or has spaces in it, and when EventID is no plain number.
 */
export function recordSql({ define }: Definitions): ObjectSql {
  const text = define(`if(record_form = ${recordForms.own}, record, raw)`);
  const pairs = define(`JSONExtractKeysAndValuesRaw(${text})`);
  const added = define(`if(record_form = ${recordForms.added}, JSONExtractKeysAndValuesRaw(record), [])`);
  const members = define(`mapUpdate(${asMap(pairs)}, ${asMap(added)})`);
  const ways = [
    `record_form = ${recordForms.unknown}`,
    `empty(${pairs})`,
    `length(${text}) > ${maxRecordBytes}`,
    isTwice(pairs),
    `arrayExists(name -> position(name, ' ') > 0, mapKeys(${members}))`,
    `NOT match(${members}['EventID'], '^[0-9]*$')`,
  ];
  return { members, unreadable: define(sqlOr(ways)) };
}

/** An object within a record; without members when the value is none. */
export function objectSql(value: string, { define }: Definitions): ObjectSql {
  const pairs = define(`if(startsWith(${value}, '{'), JSONExtractKeysAndValuesRaw(${value}), [])`);
  return { members: define(asMap(pairs)), unreadable: define(`(${isTwice(pairs)})`) };
}

const asMap = (pairs: string): string => `CAST(${pairs}, 'Map(String, String)')`;
const isTwice = (pairs: string): string => `arrayUniq(${pairs}.1) != length(${pairs})`;

/** A member's value as JSON; empty when there is none of that name. */
export const memberSql = ({ members }: ObjectSql, name: string): string => `${members}[${sqlText(name)}]`;

/** A scalar as JSON → as the matcher's text. */
export const scalarText = (value: string): string =>
  `if(startsWith(${value}, '"'), JSONExtractString(${value}), ${value})`;

/** Values whose text may differ from the matcher's: records, lists in lists, numbers that are no plain integers. */
const odd = String.raw`^(?:[{\[]|-0$|-?[0-9]{16}|-?[0-9]+[.eE])`;

/** Most elements of a list that the matcher looks at. */
const maxElements = 10_000;

/** What a value, given as JSON, is as a list: its elements, or itself, or nothing. */
export const elementsSql = (value: string): string =>
  `multiIf(${value} = '', [], startsWith(${value}, '['), JSONExtractArrayRaw(${value}), [${value}])`;

/** The texts of such elements, and whether they could differ from the matcher's. */
export const elementTexts = (elements: string): { readonly texts: string; readonly unreadable: string } => ({
  texts: `arrayMap(each -> ${scalarText('each')}, arrayFilter(each -> each != 'null', ${elements}))`,
  unreadable: `(length(${elements}) > ${maxElements} OR arrayExists(each -> match(each, '${odd}'), ${elements}))`,
});
