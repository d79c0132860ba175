import type { CoveringSource } from '../sigma/routing.ts';
import type { Definitions } from './definitions.ts';
import { elementsSql, elementTexts, memberSql, objectSql, recordSql, type ObjectSql } from './record-sql.ts';
import { sourceSql } from './source-sql.ts';
import { sqlAnd, sqlOr } from './sql-text.ts';

/** What a condition asks of a field: its texts (an array), whether it is there, whether it is absent or null. */
export interface FieldSql {
  readonly texts: string;
  readonly exists: string;
  readonly isNull: string;
  /** Whether the answers could differ from the matcher's. */
  readonly unreadable: string;
}

/** Dots in a name up to which every way to it is tried. */
const maxDots = 5;

/** Every text of the event: what a keyword search asks. Only records without records in them are readable so. */
export function everyText(definitions: Definitions): Pick<FieldSql, 'texts' | 'unreadable'> {
  const { members } = recordSql(definitions);
  const elements = definitions.define(
    `arrayFlatten(arrayMap(member -> ${elementsSql('member')}, mapValues(${members})))`,
  );
  const { texts, unreadable } = elementTexts(elements);
  return { texts: definitions.define(texts), unreadable: definitions.define(unreadable) };
}

/**
 * A field under its own name and, where the event counts as a source that has other names for it, under those: the
 * first that is there.
 */
export function fieldSql(
  field: string,
  sources: readonly CoveringSource[],
  definitions: Definitions,
): FieldSql {
  const own = nameSql(field, definitions);
  const others = sources.flatMap((source) =>
    (source.aliases.get(field) ?? []).map((name) => {
      const named = nameSql(name, definitions);
      return { ...named, exists: sqlAnd([sourceSql(source, definitions), named.exists]) };
    }),
  );
  if (others.length === 0) return own;
  const all = [own, ...others];
  const first = (pick: (name: FieldSql) => string, otherwise: string): string =>
    `multiIf(${all.flatMap((name) => [name.exists, pick(name)]).join(', ')}, ${otherwise})`;
  return {
    texts: definitions.define(first((name) => name.texts, '[]')),
    exists: sqlOr(all.map((name) => name.exists)),
    isNull: first((name) => name.isNull, '1'),
    unreadable: sqlOr(all.map((name) => name.unreadable)),
  };
}

function nameSql(name: string, definitions: Definitions): FieldSql {
  const { define } = definitions;
  if (name.split('.').length - 1 > maxDots) return { texts: '[]', exists: '0', isNull: '1', unreadable: '1' };
  const found = pathSql(recordSql(definitions), name, definitions);
  const value = define(found.value);
  const elements = define(elementsSql(value));
  const { texts, unreadable } = elementTexts(elements);
  return {
    texts: define(texts),
    exists: `(${value} != '')`,
    isNull: `(empty(${elements}) OR has(${elements}, 'null'))`,
    unreadable: define(sqlOr([found.unreadable, unreadable])),
  };
}

/**
 * The value that a path leads to, as `findField` looks for it: the whole path as one name, then its beginning as the name
 * of an object and its rest within. Lists on the way are not walked, but said to be unreadable.
 */
function pathSql(
  object: ObjectSql,
  path: string,
  definitions: Definitions,
): { readonly value: string; readonly unreadable: string } {
  const whole = definitions.define(memberSql(object, path));
  const ways: { readonly value: string; readonly unreadable: string }[] = [];
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const head = definitions.define(memberSql(object, path.slice(0, dot)));
    const inner = objectSql(head, definitions);
    const found = pathSql(inner, path.slice(dot + 1), definitions);
    const value = definitions.define(found.value);
    const unreadable = sqlOr([`startsWith(${head}, '[')`, inner.unreadable, found.unreadable]);
    ways.push({ value, unreadable });
  }
  if (ways.length === 0) return { value: whole, unreadable: '0' };
  const values = [whole, ...ways.map((way) => way.value)];
  return {
    value: `multiIf(${values.flatMap((value) => [`${value} != ''`, value]).join(', ')}, '')`,
    unreadable: sqlOr(ways.map((way) => way.unreadable)),
  };
}
