import type { LogSource } from '../event-types.ts';
import type { CoveringSource } from '../sigma/routing.ts';
import type { Definitions } from './definitions.ts';
import { memberSql, recordSql } from './record-sql.ts';
import { sqlAnd, sqlText, sqlTexts } from './sql-text.ts';

/** Whether an event counts as a source that a rule is for. */
export function sourceSql({ when }: CoveringSource, definitions: Definitions): string {
  const member = (name: string): string => definitions.define(memberSql(recordSql(definitions), name));
  const parts = [
    ...logSourceSql(when),
    ...(when.channel === undefined ? [] : [isOneOf(member('Channel'), when.channel)]),
    ...(when.eventId === undefined ? [] : [isNumber(member('EventID'), when.eventId)]),
    ...(when.eventType === undefined ? [] : [isOneOf(member('EventType'), when.eventType)]),
  ];
  return parts.length === 0 ? '1' : definitions.define(sqlAnd(parts));
}

/** What of that is told without looking into the record. */
export const outerSourceSql = ({ when }: CoveringSource): string => sqlAnd(logSourceSql(when));

const logSourceSql = (source: Partial<LogSource>): readonly string[] =>
  (['product', 'category', 'service'] as const).flatMap((key) => {
    const value = source[key];
    return value === undefined || value === null ? [] : [`${key} = ${sqlText(value)}`];
  });

const isOneOf = (value: string, texts: readonly string[]): string =>
  `(startsWith(${value}, '"') AND lowerUTF8(JSONExtractString(${value})) IN ${sqlTexts(texts.map((text) => text.toLowerCase()))})`;

const isNumber = (value: string, numbers: readonly number[]): string =>
  `${value} IN ${sqlTexts(numbers.map(String))}`;
