import { unreachable } from '../../kernel/index.ts';
import type { LogSource } from '../event-types.ts';
import type { SigmaRule, RuleNode, ValueTest } from '../sigma/rule.ts';
import { coveringSources, type CoveringSource } from '../sigma/routing.ts';
import type { Definitions } from './definitions.ts';
import { everyText, fieldSql, type FieldSql } from './field-sql.ts';
import { isOtherNumber } from './number-sql.ts';
import { recordSql } from './record-sql.ts';
import { outerSourceSql, sourceSql } from './source-sql.ts';
import { sqlAnd, sqlOr } from './sql-text.ts';
import { foldedTexts, referenceSql, textsSql, type TextTest } from './test-sql.ts';

/** A rule as conditions over rows of `security_event`. */
export interface RuleSql {
  /** Which rows could be for the rule, told without looking into them. */
  readonly source: string;
  /** Which of those SQL cannot judge: they are for the matcher to read. */
  readonly unreadable: string;
  /** Which of the others the rule holds for. */
  readonly condition: string;
  /** The condition means exactly what the rule does; else it also lets rows through for which the rule does not hold. */
  readonly exact: boolean;
}

/** Which rows could be for a rule of this log source, told without looking into them. */
export const ruleSource = (logSource: LogSource): string =>
  sqlOr(coveringSources(logSource).map(outerSourceSql));

/**
 * Compiles a rule's tree for stored events: the same rows as the matcher, or, where `exact` is false, more. The
 * statement reads from the definitions' `from(…)`.
 */
export function ruleSql(
  { logSource, tree }: Pick<SigmaRule, 'logSource' | 'tree'>,
  definitions: Definitions,
): RuleSql {
  const sources = coveringSources(logSource);
  const compiler = new TreeSql(sources, definitions);
  const condition = compiler.node(tree, true);
  return {
    source: ruleSource(logSource),
    unreadable: sqlOr([recordSql(definitions).unreadable, ...compiler.unreadable]),
    condition: sqlAnd([sqlOr(sources.map((each) => sourceSql(each, definitions))), condition]),
    exact: compiler.exact,
  };
}

class TreeSql {
  readonly #sources: readonly CoveringSource[];
  readonly #definitions: Definitions;
  readonly unreadable = new Set<string>();
  exact = true;

  constructor(sources: readonly CoveringSource[], definitions: Definitions) {
    this.#sources = sources;
    this.#definitions = definitions;
  }

  /** `widens`: what cannot be said lets everything through; under a `not`, nothing. */
  node(node: RuleNode, widens: boolean): string {
    switch (node.kind) {
      case 'and':
        return sqlAnd(node.nodes.map((child) => this.node(child, widens)));
      case 'or':
        return this.#alternatives(node.nodes, widens);
      case 'not': {
        const inner = this.node(node.node, !widens);
        return inner === '0' ? '1' : inner === '1' ? '0' : `NOT ${inner}`;
      }
      case 'test': {
        const sql = this.#test(node.field, node.test);
        if (sql !== null) return sql;
        this.exact = false;
        return widens ? '1' : '0';
      }
    }
  }

  /** Alternatives that ask texts of one field are asked in one walk over them. */
  #alternatives(nodes: readonly RuleNode[], widens: boolean): string {
    const byField = new Map<string | null, TextTest[]>();
    const others: string[] = [];
    for (const node of nodes) {
      if (node.kind !== 'test' || !isTextTest(node.test)) {
        others.push(this.node(node, widens));
        continue;
      }
      const known = byField.get(node.field);
      if (known === undefined) byField.set(node.field, [node.test]);
      else known.push(node.test);
    }
    return sqlOr([...[...byField].map(([field, tests]) => this.#texts(field, tests)), ...others]);
  }

  #texts(field: string | null, tests: readonly TextTest[]): string {
    const texts = field === null ? this.#everyText() : this.#field(field).texts;
    if (tests.some((test) => test.kind === 'compare'))
      this.unreadable.add(
        this.#definitions.define(`arrayExists(text -> ${isOtherNumber('text')}, ${texts})`),
      );
    return textsSql(tests, texts, this.#definitions);
  }

  #test(field: string | null, test: ValueTest): string | null {
    // Parts of dates are read as they are written, with rules of our own.
    if (test.kind === 'time-part') return null;
    if (isTextTest(test)) return this.#texts(field, [test]);
    if (field === null) return '0';
    const { texts, exists, isNull } = this.#field(field);
    switch (test.kind) {
      case 'null':
        return isNull;
      case 'exists':
        return test.expected ? exists : `NOT ${exists}`;
      case 'field-reference':
        return this.#reference(test, texts);
      default:
        return unreachable(test);
    }
  }

  #reference({ cased, mode, other }: Extract<ValueTest, { kind: 'field-reference' }>, texts: string): string {
    const others = this.#field(other).texts;
    if (cased) return referenceSql(mode, texts, others);
    return referenceSql(mode, foldedTexts(texts, this.#definitions), foldedTexts(others, this.#definitions));
  }

  #field(field: string): FieldSql {
    const found = fieldSql(field, this.#sources, this.#definitions);
    this.unreadable.add(found.unreadable);
    return found;
  }

  #everyText(): string {
    const { texts, unreadable } = everyText(this.#definitions);
    this.unreadable.add(unreadable);
    return texts;
  }
}

const isTextTest = (test: ValueTest): test is TextTest =>
  test.kind === 'pattern' || test.kind === 'regex' || test.kind === 'cidr' || test.kind === 'compare';
