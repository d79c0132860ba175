import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { hasOperator, typedPlace, writtenValue, type TypedPlace } from '../../lib/query-text.ts';
import type { QueryField } from '../../api/types.ts';

/** Where proposals come from; both may ask the server. */
export interface CompletionSources {
  readonly fields: () => Promise<readonly QueryField[]>;
  readonly values: (field: string, start: string, signal: AbortSignal) => Promise<readonly ValueCount[]>;
  /** What a field holds, in the reader's words; empty when there are none. */
  readonly describe: (field: QueryField) => string;
  readonly number: (value: number) => string;
  readonly words: {
    readonly is: string;
    readonly isNot: string;
    readonly present: string;
    readonly least: string;
    readonly most: string;
    readonly and: string;
    readonly or: string;
    readonly not: string;
  };
}

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

const mostValues = 12;
/** Longer values are no help to choose from. */
const longestValue = 120;
/** Each event has its own: no list of them helps. */
const unlisted: ReadonlySet<string> = new Set(['raw', 'message', 'event', 'time', 'received']);

/** Proposals at the caret: fields and words of the language, operators behind a field's name, values of a field. */
export async function completeQuery(
  context: CompletionContext,
  sources: CompletionSources,
): Promise<CompletionResult | null> {
  const text = context.state.doc.toString();
  const place = typedPlace(text, context.pos);
  if (place === null) return null;
  const fields = await sources.fields().catch(() => []);
  if (place.kind === 'value') return completeValue(context, place, fields, sources);
  if (place.prefix === '' && !context.explicit && text.trim() !== '') return null;
  return {
    from: place.from,
    to: place.to,
    options: [
      ...operatorsOf(text, place, fields, sources),
      ...fieldOptions(text, place, fields, sources),
      ...wordOptions(place, text, sources),
    ],
    filter: false,
  };
}

/** The names that hold what was typed: those that begin with it first, then what more events have. */
function fieldOptions(
  text: string,
  place: TypedPlace,
  fields: readonly QueryField[],
  sources: CompletionSources,
): readonly Completion[] {
  const typed = place.prefix.toLowerCase();
  const suffix = hasOperator(text, place.to) ? '' : ':';
  return fields
    .filter((field) => field.name.toLowerCase().includes(typed) && field.name !== place.prefix)
    .map((field) => ({ field, rank: rankOf(field, typed) }))
    .sort((a, b) => b.rank - a.rank)
    .slice(0, mostFields)
    .map(({ field }): Completion => {
      const about = sources.describe(field);
      return {
        label: field.name,
        apply: `${field.name}${suffix}`,
        type: field.events === 0 ? 'absent' : 'field',
        ...(about === '' ? {} : { detail: about }),
      };
    });
}

/** What fits without scrolling: typing narrows it. */
const mostFields = 12;

const rankOf = (field: QueryField, typed: string): number =>
  (field.name.toLowerCase().startsWith(typed) ? 4 : 0) + (field.events > 0 ? 2 : 0) + (field.isPath ? 0 : 1);

function operatorsOf(
  text: string,
  place: TypedPlace,
  fields: readonly QueryField[],
  { words }: CompletionSources,
): readonly Completion[] {
  const field = fields.find((one) => one.name.toLowerCase() === place.prefix.toLowerCase());
  if (field === undefined || place.prefix === '' || hasOperator(text, place.to)) return [];
  const isOrdered = field.type === 'number' || field.type === 'named' || field.type === 'time';
  const canBeAbsent = field.type === 'text' || field.type === 'address' || field.isPath;
  const entries: readonly (readonly [sign: string, about: string])[] = [
    [':', words.is],
    ['!=', words.isNot],
    ...(isOrdered ? ([['>=', words.least] as const, ['<=', words.most] as const] as const) : []),
    ...(canBeAbsent ? ([[':*', words.present] as const] as const) : []),
  ];
  return entries.map(([sign, detail]) => ({ label: `${field.name}${sign}`, detail, type: 'operator' }));
}

/** AND, OR and NOT, where capitals of them were typed or completion was asked for behind a term. */
function wordOptions(place: TypedPlace, text: string, { words }: CompletionSources): readonly Completion[] {
  const isFirst = text.slice(0, place.from).trim() === '';
  const all = [
    ['AND', words.and],
    ['OR', words.or],
    ['NOT', words.not],
  ] as const;
  return all
    .filter(([word]) => word.startsWith(place.prefix) && (place.prefix !== '' || !isFirst))
    .filter(([word]) => !isFirst || word === 'NOT')
    .map(([word, detail]) => ({ label: word, apply: `${word} `, detail, type: 'word' }));
}

async function completeValue(
  context: CompletionContext,
  place: TypedPlace,
  fields: readonly QueryField[],
  sources: CompletionSources,
): Promise<CompletionResult | null> {
  const field = fields.find((one) => one.name.toLowerCase() === place.field.toLowerCase());
  if (unlisted.has(place.field.toLowerCase()) || /[*?]/.test(place.prefix)) return null;
  const stop = new AbortController();
  context.addEventListener('abort', () => stop.abort());
  const found = await sources.values(place.field, place.prefix, stop.signal).catch(() => []);
  const counted = found.filter(({ value }) => value.length <= longestValue);
  const known = new Set(counted.map(({ value }) => value.toLowerCase()));
  const named = (field?.values ?? []).filter(
    (value) => value.startsWith(place.prefix.toLowerCase()) && !known.has(value.toLowerCase()),
  );
  const options = [
    ...counted.map(({ value, count }) => valueOption(value, sources.number(count), 'value')),
    ...named.map((value) => valueOption(value, '', 'absent')),
  ];
  if (options.length === 0) return null;
  return { from: place.from, to: place.to, options: options.slice(0, mostValues), filter: false };
}

const valueOption = (value: string, detail: string, type: string): Completion => ({
  label: value,
  apply: `${writtenValue(value)} `,
  type,
  ...(detail === '' ? {} : { detail }),
});
