import { refuse, type DocumentPath } from './refusal.ts';
import { compareOperators, timeParts, type CompareOperator, type TimePart } from './rule.ts';

/** Modifiers that change a text, in the order in which they are written. */
export const transforms = [
  'base64',
  'base64offset',
  'contains',
  'endswith',
  'startswith',
  'utf16',
  'utf16be',
  'utf16le',
  'wide',
  'windash',
] as const;
export type Transform = (typeof transforms)[number];

/** How the values of one field are asked: the modifiers of `field|a|b`, put in order (Sigma 2.1, modifiers appendix). */
export interface ModifierSet {
  /** `text` unless a type modifier says otherwise. */
  readonly type: 'text' | 're' | 'cidr' | 'fieldref' | 'exists' | 'compare' | 'time';
  readonly transforms: readonly Transform[];
  /** `all`: every value must hold, instead of one. */
  readonly all: boolean;
  /** `neq`: the whole item is negated, so that an absent field is different too. */
  readonly negated: boolean;
  readonly cased: boolean;
  readonly expand: boolean;
  readonly operator: CompareOperator;
  readonly timePart: TimePart;
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
}

type Draft = { -readonly [Key in keyof ModifierSet]: ModifierSet[Key] } & { transforms: Transform[] };

const transformNames: ReadonlySet<string> = new Set(transforms);
const timeNames: ReadonlySet<string> = new Set(timeParts);
const orderNames: ReadonlySet<string> = new Set(
  compareOperators.filter((name) => name !== 'eq' && name !== 'neq'),
);
const encodings: ReadonlySet<string> = new Set([
  'base64',
  'base64offset',
  'utf16',
  'utf16be',
  'utf16le',
  'wide',
  'windash',
]);
const isTransform = (name: string): name is Transform => transformNames.has(name);
const isTimePart = (name: string): name is TimePart => timeNames.has(name);
const isOrder = (name: string): name is CompareOperator => orderNames.has(name);

/** Reads the modifiers behind a field's name. Refuses unknown ones and combinations without a meaning. */
export function readModifiers(names: readonly string[], path: DocumentPath): ModifierSet {
  const draft: Draft = {
    type: 'text',
    transforms: [],
    all: false,
    negated: false,
    cased: false,
    expand: false,
    operator: 'eq',
    timePart: 'minute',
    ignoreCase: false,
    multiline: false,
    dotAll: false,
  };
  for (const name of names) apply(draft, name, path);
  checkTransforms(draft, path);
  return draft;
}

function apply(draft: Draft, name: string, path: DocumentPath): void {
  if (isTransform(name)) draft.transforms.push(name);
  else if (name === 'all') draft.all = true;
  else if (name === 'neq') draft.negated = true;
  else if (name === 'cased') draft.cased = true;
  else if (name === 'expand') draft.expand = true;
  else if (name === 're' || name === 'cidr' || name === 'fieldref' || name === 'exists')
    setType(draft, name, path);
  else if (isOrder(name)) {
    if (draft.type !== 'time') setType(draft, 'compare', path);
    if (draft.operator !== 'eq')
      refuse('modifier_misplaced', `"${name}" is a second comparison on one field.`, path);
    draft.operator = name;
  } else if (isTimePart(name)) {
    if (draft.type === 'compare') draft.type = 'text';
    setType(draft, 'time', path);
    draft.timePart = name;
  } else if (name === 'i' || name === 'm' || name === 's') setRegexFlag(draft, name, path);
  else refuse('modifier_unknown', `"${name}" is no modifier of Sigma 2.1.`, path);
}

function setType(draft: Draft, type: ModifierSet['type'], path: DocumentPath): void {
  if (draft.type !== 'text')
    refuse('modifier_misplaced', `"${type}" cannot be combined with "${draft.type}".`, path);
  draft.type = type;
}

function setRegexFlag(draft: Draft, name: 'i' | 'm' | 's', path: DocumentPath): void {
  if (draft.type !== 're') refuse('modifier_misplaced', `"${name}" is only allowed behind "re".`, path);
  if (name === 'i') draft.ignoreCase = true;
  if (name === 'm') draft.multiline = true;
  if (name === 's') draft.dotAll = true;
}

/** `contains` and its like do nothing more to a regular expression, shape a field reference, and suit no other type. */
function checkTransforms(draft: Draft, path: DocumentPath): void {
  if (draft.type === 'text') return;
  for (const name of draft.transforms) {
    const shape = !encodings.has(name);
    if (!shape || (draft.type !== 're' && draft.type !== 'fieldref')) {
      refuse('modifier_misplaced', `"${name}" cannot be combined with "${draft.type}".`, path);
    }
  }
}
