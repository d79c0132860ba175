import { base64, base64Offsets, utf16, utf16be, utf16le, utf8, type ByteString } from './encoding.ts';
import { parseNetwork } from './network.ts';
import type { ModifierSet, Transform } from './modifiers.ts';
import {
  containing,
  endingWith,
  expandDashes,
  literalPattern,
  parsePattern,
  startingWith,
  withDashes,
  type Pattern,
} from './pattern.ts';
import { expandPlaceholders, type Placeholders } from './placeholder.ts';
import { quote, refuse, type DocumentPath } from './refusal.ts';
import { compileRegex, type Regex } from './regex/index.ts';
import { unreachable } from '../../kernel/index.ts';
import { readNumber } from './time-part.ts';
import type { ReferenceMode, ValueTest } from './rule.ts';

/** Most texts that `windash` may make of one value before it is encoded. */
const maxDashTexts = 625;

/** A value of a rule, as YAML gives it. */
export type Scalar = string | number | boolean | null;

/** Turns one value of a field into the tests that ask it, one of which must hold. */
export function testsOf(
  value: Scalar,
  modifiers: ModifierSet,
  keyword: boolean,
  placeholders: Placeholders,
  path: DocumentPath,
): readonly ValueTest[] {
  if (modifiers.type === 'exists') return [existsTest(value, path)];
  if (value === null) {
    if (keyword || modifiers.type !== 'text' || modifiers.transforms.length > 0) {
      refuse('modifier_value', 'null can only be asked of a field without modifiers.', path);
    }
    return [{ kind: 'null' }];
  }
  const texts =
    modifiers.expand && typeof value === 'string' ? expandPlaceholders(value, placeholders, path) : [value];
  return texts.flatMap((text) => typedTests(text, modifiers, keyword, path));
}

function typedTests(
  value: string | number | boolean,
  modifiers: ModifierSet,
  keyword: boolean,
  path: DocumentPath,
): readonly ValueTest[] {
  const { type } = modifiers;
  if (keyword && type !== 'text' && type !== 're') {
    return refuse('modifier_misplaced', `"${type}" needs a field to ask.`, path);
  }
  switch (type) {
    case 'text':
      return textTests(value, modifiers, keyword, path);
    case 're':
      return [{ kind: 'regex', regex: checkedRegex(String(value), modifiers, path) }];
    case 'cidr':
      return [cidrTest(String(value), path)];
    case 'fieldref':
      return [referenceTest(value, modifiers, path)];
    case 'compare':
      return [{ kind: 'compare', operator: modifiers.operator, value: numberOf(value, path) }];
    case 'time':
      return [
        {
          kind: 'time-part',
          part: modifiers.timePart,
          operator: modifiers.operator,
          value: numberOf(value, path),
        },
      ];
    case 'exists':
      return [existsTest(value, path)];
    default:
      return unreachable(type);
  }
}

function textTests(
  value: string | number | boolean,
  modifiers: ModifierSet,
  keyword: boolean,
  path: DocumentPath,
): readonly ValueTest[] {
  const start = typeof value === 'string' ? parsePattern(value) : literalPattern(String(value));
  let drafts: readonly Draft[] = [{ kind: 'pattern', pattern: start }];
  for (const name of modifiers.transforms) drafts = drafts.flatMap((draft) => transform(draft, name, path));
  return drafts.map((draft) => {
    const pattern = patternOf(draft);
    return { kind: 'pattern', pattern: keyword ? containing(pattern) : pattern, cased: modifiers.cased };
  });
}

type Draft =
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | { readonly kind: 'bytes'; readonly bytes: ByteString };

/** UTF-16 that is not encoded further is compared as one character a byte. */
const patternOf = (draft: Draft): Pattern =>
  draft.kind === 'pattern' ? draft.pattern : literalPattern(draft.bytes);

function transform(draft: Draft, name: Transform, path: DocumentPath): readonly Draft[] {
  const shaped = (pattern: Pattern): readonly Draft[] => [{ kind: 'pattern', pattern }];
  const encoded = (encode: (text: string) => ByteString): readonly Draft[] =>
    textsOf(draft, name, path).map((text) => ({ kind: 'bytes', bytes: encode(text) }));
  switch (name) {
    case 'contains':
      return shaped(containing(patternOf(draft)));
    case 'startswith':
      return shaped(startingWith(patternOf(draft)));
    case 'endswith':
      return shaped(endingWith(patternOf(draft)));
    case 'windash':
      return shaped(withDashes(patternOf(draft)));
    case 'utf16le':
    case 'wide':
      return encoded(utf16le);
    case 'utf16be':
      return encoded(utf16be);
    case 'utf16':
      return encoded(utf16);
    case 'base64':
      return bytesOf(draft, name, path).flatMap((bytes) => shaped(literalPattern(base64(bytes))));
    case 'base64offset':
      return bytesOf(draft, name, path)
        .flatMap(base64Offsets)
        .flatMap((text) => shaped(literalPattern(text)));
    default:
      return unreachable(name);
  }
}

const bytesOf = (draft: Draft, name: Transform, path: DocumentPath): readonly ByteString[] =>
  draft.kind === 'bytes' ? [draft.bytes] : textsOf(draft, name, path).map(utf8);

function textsOf(draft: Draft, name: Transform, path: DocumentPath): readonly string[] {
  if (draft.kind === 'bytes')
    return refuse('modifier_misplaced', `"${name}" cannot follow another encoding.`, path);
  const texts = expandDashes(draft.pattern, maxDashTexts);
  return (
    texts ??
    refuse('modifier_value', `"${name}" cannot encode a value with wildcards or with many dashes.`, path)
  );
}

function existsTest(value: Scalar, path: DocumentPath): ValueTest {
  const text = typeof value === 'string' ? value.toLowerCase() : value;
  if (text === true || text === 'true') return { kind: 'exists', expected: true };
  if (text === false || text === 'false') return { kind: 'exists', expected: false };
  return refuse('modifier_value', `"exists" takes true or false, not ${quote(value)}.`, path);
}

function checkedRegex(source: string, modifiers: ModifierSet, path: DocumentPath): Regex {
  const { ignoreCase, multiline, dotAll } = modifiers;
  const regex = { source, ignoreCase, multiline, dotAll };
  const compiled = compileRegex(regex);
  if (!compiled.ok)
    refuse('regex_unsupported', `The regular expression is refused: ${compiled.error}.`, path);
  return regex;
}

function cidrTest(text: string, path: DocumentPath): ValueTest {
  const network = parseNetwork(text);
  if (network === null) return refuse('cidr_malformed', `${quote(text)} is no address range.`, path);
  return { kind: 'cidr', network };
}

function referenceTest(
  value: string | number | boolean,
  modifiers: ModifierSet,
  path: DocumentPath,
): ValueTest {
  const other = typeof value === 'string' ? value.replaceAll(' ', '') : '';
  if (other === '')
    return refuse('modifier_value', `"fieldref" takes a field's name, not ${quote(value)}.`, path);
  const mode = modifiers.transforms.reduce<ReferenceMode>(
    (last, name) => (name === 'contains' || name === 'startswith' || name === 'endswith' ? name : last),
    'equals',
  );
  return { kind: 'field-reference', other, mode, cased: modifiers.cased };
}

function numberOf(value: string | number | boolean, path: DocumentPath): number {
  const number = typeof value === 'string' ? readNumber(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) {
    return refuse('modifier_value', `A comparison takes a number, not ${quote(value)}.`, path);
  }
  return number;
}
