import type { RecordKind } from '../event-types.ts';
import { evaluate } from './evaluate.ts';
import { maxFieldDots, namesOf, type FieldAliases } from './field.ts';
import { readingOf, type Reading } from './reading.ts';
import type { RuleNode, ValueTest } from './rule.ts';

/** What a rule comes to on records of one kind: true or false for all of them, or null: it depends on the record. */
export type KindVerdict = boolean | null;

/** Records of one kind as rules ask them. */
export interface KindReading {
  readonly reading: Reading;
  readonly members: RecordKind['members'];
  readonly hasField: (field: string, aliases: FieldAliases) => boolean;
}

/** A test that no record of a kind passes, because of a member that they all share or of a field that none has. */
export interface Blame {
  readonly field: string;
  /** What is asked of a shared member; null: the field is not there. */
  readonly test: ValueTest | null;
}

/** Longest name that is looked up; kinds hold no longer ones (record-kind-store.ts). */
const maxName = 200;

export function kindReading({ members, names }: Pick<RecordKind, 'members' | 'names'>): KindReading {
  const known = new Set([...names].flatMap((name) => [name, name.replaceAll(' ', '')]));
  const paths = new Map<string, boolean>();
  const hasPath = (path: string): boolean => {
    const found = paths.get(path) ?? mayHavePath(known, path);
    paths.set(path, found);
    return found;
  };
  return {
    reading: readingOf(members),
    members,
    hasField: (field, aliases) => namesOf(field, aliases).some(hasPath),
  };
}

/**
 * Whether a path can be cut at its dots into names that are there, as `findField` walks records. Where the names do not tell (a
 * colon at the beginning, too long) it may be there.
 */
function mayHavePath(names: ReadonlySet<string>, path: string): boolean {
  if (/(?:^|\.)\s*:/.test(path) || path.length > maxName) return true;
  const parts = path.split('.');
  if (parts.length > maxFieldDots + 1) return true;
  // `ends[n]`: the first n parts can be cut so.
  const ends = [true];
  for (let end = 1; end <= parts.length; end += 1)
    ends.push(
      parts.some(
        (_, from) => from < end && ends[from] === true && names.has(parts.slice(from, end).join('.')),
      ),
    );
  return ends[parts.length] === true;
}

/**
 * Judges a whole kind of records by a rule's tree (Kleene's three values). Never false when the rule holds for one of the records,
 * never true when it does not hold for one.
 */
export function kindVerdict(node: RuleNode, kind: KindReading, aliases: FieldAliases): KindVerdict {
  switch (node.kind) {
    case 'and':
      return every(node.nodes.map((child) => kindVerdict(child, kind, aliases)));
    case 'or':
      return negated(every(node.nodes.map((child) => negated(kindVerdict(child, kind, aliases)))));
    case 'not':
      return negated(kindVerdict(node.node, kind, aliases));
    case 'test':
      return testVerdict(node, kind, aliases);
  }
}

type TestNode = Extract<RuleNode, { readonly kind: 'test' }>;

function testVerdict(node: TestNode, kind: KindReading, aliases: FieldAliases): KindVerdict {
  const { field, test } = node;
  if (field === null) return null;
  if (isShared(field, kind) && test.kind !== 'field-reference') return evaluate(node, kind.reading, aliases);
  if (kind.hasField(field, aliases)) {
    // Whether the other field of a reference is there, decides too.
    return test.kind === 'field-reference' && !kind.hasField(test.other, aliases) ? false : null;
  }
  // As `matchingText` reads a field that is absent.
  return test.kind === 'null' || (test.kind === 'exists' && !test.expected);
}

/** Whether the field is read from a member that is the same in all records of the kind. */
const isShared = (field: string, { members }: KindReading): boolean => Object.hasOwn(members, field);

const every = (verdicts: readonly KindVerdict[]): KindVerdict =>
  verdicts.includes(false) ? false : verdicts.includes(null) ? null : true;

const negated = (verdict: KindVerdict): KindVerdict => (verdict === null ? null : !verdict);

/**
 * Why a tree is `wanted` for no record of a kind: the tests that would have to come out otherwise. Shared members come first: where
 * one of them is to blame, missing fields are not named.
 */
export function blame(
  node: RuleNode,
  kind: KindReading,
  aliases: FieldAliases,
  wanted = true,
): readonly Blame[] {
  if (kindVerdict(node, kind, aliases) !== !wanted) return [];
  if (node.kind === 'not') return blame(node.node, kind, aliases, !wanted);
  if (node.kind === 'test') return blameOfTest(node, kind, aliases);
  const parts = node.nodes
    .map((child) => blame(child, kind, aliases, wanted))
    .filter((part) => part.length > 0);
  // One of the parts would have to come out otherwise, or all of them.
  const isOneEnough = (node.kind === 'or') === wanted;
  const isOfMembers = (part: readonly Blame[]): boolean => part.some(({ test }) => test !== null);
  if (isOneEnough) return parts.flat();
  const shared = parts.filter(isOfMembers);
  return (shared.length > 0 ? shared : parts).flat();
}

function blameOfTest({ field, test }: TestNode, kind: KindReading, aliases: FieldAliases): readonly Blame[] {
  if (field === null) return [];
  if (isShared(field, kind)) return [{ field, test }];
  const fields = test.kind === 'field-reference' ? [field, test.other] : [field];
  return fields.filter((each) => !kind.hasField(each, aliases)).map((each) => ({ field: each, test: null }));
}
