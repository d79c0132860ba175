/**
 * Expressions that the conditions of one statement share, each written once. They become columns of nested subqueries and
 * not aliases of a WITH, because ClickHouse copies an alias into every place that uses it before it sees what is equal.
 */
export interface Definitions {
  /** The expression's name; the same for the same expression. It may use names that were given before. */
  readonly define: (expression: string) => string;
  /** How many there are. */
  readonly size: () => number;
  /**
   * What to read from: the rows of `inner` (a table with or without WHERE), with `columns` of it and every defined name as
   * columns.
   */
  readonly from: (inner: string, columns: readonly string[]) => string;
}

/** Columns of `security_event` that conditions read themselves. */
const recordColumns = ['record_form', 'record', 'raw', 'product', 'category', 'service'];

interface Definition {
  readonly name: string;
  readonly expression: string;
  /** One more than the deepest name in the expression. */
  readonly layer: number;
}

export function createDefinitions(): Definitions {
  const known = new Map<string, Definition>();
  const layers = new Map<string, number>();

  function define(expression: string): string {
    if (/^x\d+$/.test(expression)) return expression;
    const found = known.get(expression);
    if (found !== undefined) return found.name;
    const used = expression.replaceAll(/'(?:[^'\\]|\\.)*'/g, '').match(/\bx\d+\b/g) ?? [];
    const layer = Math.max(-1, ...used.map((name) => layers.get(name) ?? -1)) + 1;
    const name = `x${known.size}`;
    known.set(expression, { name, expression, layer });
    layers.set(name, layer);
    return name;
  }

  return {
    define,
    size: () => known.size,
    from: (inner, columns) => {
      const all = [...known.values()];
      const passed = [...new Set([...columns, ...recordColumns])];
      let text = all.length === 0 ? `(SELECT ${passed.join(', ')} FROM ${inner})` : inner;
      for (let layer = 0; all.some((each) => each.layer === layer); layer += 1) {
        const made = all.filter((each) => each.layer === layer);
        const list = [...passed, ...made.map(({ expression, name }) => `${expression} AS ${name}`)];
        text = `(SELECT ${list.join(',\n  ')}\nFROM ${text})`;
        passed.push(...made.map(({ name }) => name));
      }
      return text;
    },
  };
}
