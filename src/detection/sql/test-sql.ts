import { unreachable } from '../../kernel/index.ts';
import { shapeOf, type Shape } from '../sigma/glob.ts';
import { dashes, foldPattern, type Pattern } from '../sigma/pattern.ts';
import type { Regex } from '../sigma/regex/index.ts';
import type { CompareOperator, ReferenceMode, ValueTest } from '../sigma/rule.ts';
import type { Definitions } from './definitions.ts';
import { networkSql } from './network-sql.ts';
import { numberSql } from './number-sql.ts';
import { sqlOr, sqlText, sqlTexts } from './sql-text.ts';

/** Case folding as `fold` does it. */
export const foldSql = (text: string): string =>
  `replaceAll(replaceAll(lowerUTF8(${text}), '\u03c2', '\u03c3'), '\u017f', 's')`;

export const foldedTexts = (texts: string, { define }: Definitions): string =>
  define(`arrayMap(text -> ${foldSql('text')}, ${texts})`);

/** Tests that ask one text at a time and that ClickHouse can ask too. */
export type TextTest = Exclude<
  ValueTest,
  { readonly kind: 'null' | 'exists' | 'field-reference' | 'time-part' }
>;

/** Most literals that one search may look for at once. */
const maxNeedles = 255;

/** Tests of an array of texts, one of which must hold for one text. */
export function textsSql(tests: readonly TextTest[], texts: string, definitions: Definitions): string {
  const folded = tests.filter((test) => test.kind === 'pattern' && !test.cased);
  const plain = tests.filter((test) => !folded.includes(test));
  return sqlOr([
    ...(folded.length === 0 ? [] : [anyText(folded, foldedTexts(texts, definitions))]),
    ...(plain.length === 0 ? [] : [anyText(plain, texts)]),
  ]);
}

function anyText(tests: readonly TextTest[], texts: string): string {
  const shapes = tests.map(shapeOfTest);
  const literals = (kind: Shape['kind']): readonly string[] =>
    shapes.flatMap((shape) => (shape?.kind === kind && 'text' in shape ? [shape.text] : []));
  if (shapes.some((shape) => shape?.kind === 'anything')) return `notEmpty(${texts})`;
  const whole = literals('equals');
  const conditions = [
    ...searches(literals('contains')),
    ...tests.flatMap((test, index) => {
      const kind = shapes[index]?.kind;
      return kind === 'equals' || kind === 'contains' ? [] : [textSql(test)];
    }),
  ];
  return sqlOr([
    ...(whole.length === 0 ? [] : [`hasAny(${texts}, ${sqlTexts(whole)})`]),
    ...(conditions.length === 0 ? [] : [`arrayExists(text -> ${conditions.join(' OR ')}, ${texts})`]),
  ]);
}

const shapeOfTest = (test: TextTest): Shape | null => {
  if (test.kind !== 'pattern') return null;
  return shapeOf(test.cased ? test.pattern : foldPattern(test.pattern));
};

/** Looks for literals anywhere in a text. */
function searches(literals: readonly string[]): readonly string[] {
  const [first] = literals;
  if (literals.length === 1 && first !== undefined) return [`position(text, ${sqlText(first)}) > 0`];
  const chunks: string[] = [];
  for (let from = 0; from < literals.length; from += maxNeedles)
    chunks.push(`multiSearchAny(text, ${sqlTexts(literals.slice(from, from + maxNeedles))})`);
  return chunks;
}

/** A test of the lambda's `text`. */
function textSql(test: TextTest): string {
  switch (test.kind) {
    case 'pattern':
      return patternSql(test.cased ? test.pattern : foldPattern(test.pattern));
    case 'regex':
      return `match(text, ${sqlText(flagged(test.regex))})`;
    case 'cidr':
      return networkSql(test.network, 'text');
    case 'compare':
      return `ifNull(${numberSql('text')} ${operators[test.operator]} ${numberLiteral(test.value)}, 0)`;
    default:
      return unreachable(test);
  }
}

const numberLiteral = (value: number): string => `toFloat64(${sqlText(String(value))})`;

const operators: Readonly<Record<CompareOperator, string>> = {
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
  eq: '=',
  neq: '!=',
};

function patternSql(pattern: Pattern): string {
  const shape = shapeOf(pattern);
  switch (shape.kind) {
    case 'startswith':
      return `startsWith(text, ${sqlText(shape.text)})`;
    case 'endswith':
      return `endsWith(text, ${sqlText(shape.text)})`;
    default:
      return `match(text, ${sqlText(globRegex(pattern))})`;
  }
}

/** A pattern as a regular expression over the whole text (RE2 syntax). */
function globRegex(pattern: Pattern): string {
  const parts = pattern.map((part) => {
    switch (part.kind) {
      case 'any':
        return '.*';
      case 'one':
        return '.';
      case 'dash':
        return `[${dashes.map((dash) => `\\x{${dash.charCodeAt(0).toString(16)}}`).join('')}]`;
      case 'literal':
        return regexLiteral(part.text);
    }
  });
  return `(?s)^${parts.join('')}$`;
}

const regexLiteral = (text: string): string =>
  text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`).replaceAll('\0', String.raw`\x00`);

/** The flags are said, both ways: ClickHouse has defaults of its own (`.` also takes line ends). */
function flagged({ source, ignoreCase, multiline, dotAll }: Regex): string {
  const flags = [ignoreCase ? 'i' : '', multiline ? 'm' : '', dotAll ? 's' : ''].join('');
  return `(?${flags}${dotAll ? '' : '-s'})${source}`;
}

/** Compares two fields, any text of the one with any of the other. */
export function referenceSql(mode: ReferenceMode, texts: string, others: string): string {
  return `arrayExists(text -> arrayExists(other -> ${refersSql(mode)}, ${others}), ${texts})`;
}

function refersSql(mode: ReferenceMode): string {
  switch (mode) {
    case 'equals':
      return 'text = other';
    case 'startswith':
      return 'startsWith(text, other)';
    case 'endswith':
      return 'endsWith(text, other)';
    case 'contains':
      return "(other = '' OR position(text, other) > 0)";
  }
}
