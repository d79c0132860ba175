/** A column as far as its room is concerned. */
export interface RoomColumn {
  readonly id: string;
  /** Pixels; with `grow` the least width, sharing what is left. */
  readonly width: number;
  /** Leaves when the table is too narrow, the highest first; without it the column stays. */
  readonly drop?: number;
  /** Not shown until chosen. */
  readonly optional?: boolean;
}

/** Left and right of the rows. */
const padding = 36;

/**
 * Which columns a table of a width shows. What the reader chose is shown, or not, whatever the room; of the others the
 * least important leave until the rest fits.
 */
export function columnsFor<C extends RoomColumn>(
  columns: readonly C[],
  chosen: Readonly<Record<string, boolean>>,
  width: number,
): readonly C[] {
  let shown = columns.filter((column) => chosen[column.id] ?? column.optional !== true);
  const leaving = shown
    .filter((column) => column.drop !== undefined && chosen[column.id] !== true)
    .toSorted((a, b) => (b.drop ?? 0) - (a.drop ?? 0));
  for (const column of leaving) {
    if (leastWidth(shown) <= width) break;
    shown = shown.filter(({ id }) => id !== column.id);
  }
  return shown;
}

/** The width below which columns have to be scrolled to. */
export const leastWidth = (columns: readonly RoomColumn[]): number =>
  columns.reduce((sum, column) => sum + column.width, padding);
