import type { Explanation } from '../../api/types.ts';

export type ExplainedDocument = NonNullable<Explanation['detection']>;
export type ExplainedLine = ExplainedDocument['lines'][number];

/** One row of an explanation: a search identifier and how its parts are joined stand in one. */
export interface ExplainedRow {
  readonly key: number;
  readonly depth: number;
  readonly holds: boolean;
  readonly name: string | null;
  readonly join: 'and' | 'or' | 'not' | null;
  readonly item: ExplainedLine['item'];
}

/** The lines of a detection as rows: what only holds one part is drawn together with it. */
export function toRows(lines: readonly ExplainedLine[]): readonly ExplainedRow[] {
  const rows: ExplainedRow[] = [];
  /** Depths of selections whose join was taken into their row: what is below them moves out by one. */
  const merged: number[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (line === undefined) continue;
    while ((merged.at(-1) ?? -1) >= line.depth) merged.pop();
    const next = lines[at + 1];
    const takesNext =
      line.kind === 'selection' &&
      next?.depth === line.depth + 1 &&
      (next.kind === 'and' || next.kind === 'or');
    rows.push({
      key: at,
      depth: line.depth - merged.length,
      holds: line.holds,
      name: line.name,
      join: takesNext ? joinOf(next.kind) : joinOf(line.kind),
      item: line.item,
    });
    if (takesNext) {
      merged.push(line.depth);
      at += 1;
    }
  }
  return rows;
}

const joinOf = (kind: ExplainedLine['kind']): ExplainedRow['join'] =>
  kind === 'and' || kind === 'or' || kind === 'not' ? kind : null;
