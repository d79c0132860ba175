import { stringify } from 'yaml';
import { err, ok, type Result } from '../../kernel/index.ts';
import type { JsonObject, LogSource } from '../event-types.ts';
import { maxFieldDots, textsOf } from '../sigma/field.ts';
import { appliesTo, excludes } from '../sigma/filter.ts';
import { parseRuleFile } from '../sigma/load.ts';
import type { SigmaFilter, SigmaRule } from '../sigma/rule.ts';
import type { TextRefusal } from '../rule/rule-text.ts';
import type { SuppressionFailure } from './suppression.ts';

/** A filter's text as it was read, and what it is about. */
export type FilterText =
  | {
      readonly kind: 'read';
      readonly filter: SigmaFilter;
      /** The rules in force that it filters. */
      readonly rules: readonly SigmaRule[];
      /** Names and ids of rules that are not in force. */
      readonly unknown: readonly string[];
      /** SUP-12: it says what is to be kept, and excludes everything else. */
      readonly keepsOnly: boolean;
    }
  | { readonly kind: 'refused'; readonly refusals: readonly TextRefusal[] };

/** Reads the text of a company's filter: one Sigma document of kind filter. */
export function readFilterText(yaml: string, inForce: readonly SigmaRule[]): FilterText {
  const { loaded, refused } = parseRuleFile({ file: 'filter', text: yaml });
  if (refused.length > 0)
    return { kind: 'refused', refusals: refused.map(({ code, line, reason }) => ({ code, line, reason })) };
  const [filter, second] = loaded;
  if (filter?.kind !== 'filter')
    return refusal(filter?.line ?? 1, 'filter_invalid', 'The text holds no filter.');
  if (second !== undefined)
    return refusal(second.line, 'document_limit', 'The text holds more than one document.');
  const rules = inForce.filter((rule) => appliesTo(filter, rule));
  const targets = filter.targets === 'any' ? [] : filter.targets;
  const known = new Set(rules.flatMap(({ id, name }) => [id, name]));
  return {
    kind: 'read',
    filter,
    rules,
    unknown: targets.filter((target) => !known.has(target)),
    keepsOnly: !excludes(filter.tree),
  };
}

const refusal = (line: number, code: TextRefusal['code'], reason: string): FilterText => ({
  kind: 'refused',
  refusals: [{ line, code, reason }],
});

/** Bounds of what is excluded without writing YAML. */
export const mostExcludedFields = 20;
export const longestExcludedValue = 2_048;

/** Events that are like one: these fields have these values. */
export interface ExcludedEvents {
  readonly title: string;
  /** Of these rules; null: of any rule of the log source. */
  readonly ruleIds: readonly string[] | null;
  readonly logSource: LogSource;
  readonly fields: readonly { readonly field: string; readonly value: string }[];
}

/** Writes the filter that excludes events by their fields. */
export function filterTextOf({
  fields,
  logSource,
  ruleIds,
  title,
}: ExcludedEvents): Result<string, SuppressionFailure> {
  const selection: Record<string, string | string[]> = {};
  for (const { field, value } of fields) {
    if (!isUsable(field))
      return err({
        code: 'filter_field_unusable',
        message: `The field ${JSON.stringify(field.slice(0, 80))} cannot be named in a filter.`,
      });
    if (Object.hasOwn(selection, field))
      return err({ code: 'filter_field_unusable', message: `The field ${field} is given twice.` });
    selection[field] = literal(value);
  }
  const source = Object.fromEntries(Object.entries(logSource).filter(([, part]) => part !== null));
  const rules = ruleIds === null ? 'any' : [...ruleIds];
  const document = {
    title,
    logsource: source,
    filter: { rules, selection, condition: 'not selection' },
  };
  return ok(stringify(document, { lineWidth: 0 }));
}

/** Modifiers stand behind `|`; a name may have no more dots than fields are looked up by. */
const isUsable = (field: string): boolean =>
  /^[^|\p{Cc}]{1,256}$/u.test(field) &&
  field.trim() === field &&
  !field.includes('__proto__') &&
  field.split('.').length - 1 <= maxFieldDots;

/** A text as a Sigma value that means exactly this text (`parsePattern`). */
const literal = (text: string): string =>
  text.replaceAll(/\\(?=[\\*?])/g, '\\\\').replaceAll(/[*?]/g, (char) => `\\${char}`);

/** The log source that rules have in common: parts in which they differ are left open. */
export function commonLogSource(rules: readonly Pick<SigmaRule, 'logSource'>[]): LogSource {
  const common = (part: keyof LogSource): string | null => {
    const [first, ...others] = rules.map(({ logSource }) => logSource[part]);
    return first !== undefined && others.every((other) => other === first) ? first : null;
  };
  return { product: common('product'), category: common('category'), service: common('service') };
}

/** A field of an event that a filter can ask. */
export interface EventField {
  readonly field: string;
  readonly value: string;
}

const mostListed = 300;

/** The fields of an event as rules name them, sorted; long values and lists of several are left out. */
export function fieldsOf(record: JsonObject): readonly EventField[] {
  const found: EventField[] = [];
  const pending: [string, JsonObject][] = [['', record]];
  for (let next = pending.pop(); next !== undefined && found.length < mostListed; next = pending.pop()) {
    const [path, object] = next;
    for (const [key, value] of Object.entries(object)) {
      const field = path === '' ? key : `${path}.${key}`;
      if (!isUsable(field)) continue;
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        pending.push([field, value as JsonObject]);
        continue;
      }
      const [text, another] = textsOf(value);
      if (text === undefined || another !== undefined || text.length > longestExcludedValue) continue;
      if (found.length < mostListed) found.push({ field, value: text });
    }
  }
  return found.toSorted((a, b) => (a.field < b.field ? -1 : 1));
}
