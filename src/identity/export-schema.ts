import { z } from 'zod';
import { err, ok, type Result } from '../kernel/index.ts';
import { csvLine, csvStart, type CsvValue, type Failure } from '../platform/http/index.ts';
import type { Tx } from '../platform/postgres/index.ts';
import type { Permission } from './permission.ts';
import { defineRoute, type Route, type RouteContext } from './route-schema.ts';

/** A list as it is filtered, as a file: CSV for spreadsheets, NDJSON for programs. */
export const exportFormats = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof exportFormats)[number];
const exportQuery = z.object({ format: z.enum(exportFormats).default('csv') });

export const exportProblems = {
  export_too_large: { status: 422, title: 'The list is longer than an export may be' },
} as const;

/** How a list is read for a file: how long it is, and a page at a time from the newest on. */
export interface ExportPlan<Row> {
  /** Rows; whatever is more than `mostRows` means "too many". */
  readonly count: number;
  /** `place` is the `next` of the page before, null at first. Each page is read in a transaction of its own. */
  readonly page: (
    tx: Tx,
    place: string | null,
  ) => Promise<{ readonly rows: readonly Row[]; readonly next: string | null }>;
}

export interface ExportDefinition<Q extends z.ZodObject, Row> {
  readonly path: `/${string}/export`;
  readonly operation: `${string}.export`;
  readonly summary: string;
  /** The permission of the list. */
  readonly access: Permission;
  /** The list's own filters, without its paging. */
  readonly filters: Q;
  /** First part of the file's name. */
  readonly name: string;
  readonly mostRows: number;
  /** Columns of the CSV file; NDJSON holds all of `item`. */
  readonly columns: readonly (readonly [header: string, value: (row: Row) => CsvValue])[];
  readonly item: (row: Row) => unknown;
  start(
    context: RouteContext<undefined, Q, undefined, Permission>,
  ): Promise<Result<ExportPlan<Row>, Failure>>;
}

/** Runs reads in a transaction of their own, with the scope of whoever asked. */
export type ReadInScope = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** What an export's handler gives: the file is made while it is sent. */
export interface ExportFile {
  readonly name: string;
  readonly contentType: string;
  chunks(read: ReadInScope): AsyncGenerator<string>;
}

export const contentTypes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/** The export of a list: refused when it is too long, never cut, so that a file that ends is whole. */
export function defineExport<Q extends z.ZodObject, Row>(definition: ExportDefinition<Q, Row>): Route {
  const { path, operation, summary, access, filters, mostRows } = definition;
  return defineRoute({
    method: 'GET',
    path,
    operation,
    summary,
    access,
    query: filters.extend(exportQuery.shape),
    reply: z.custom<ExportFile>(),
    file: true,
    handler: async (context) => {
      const { format } = exportQuery.parse(context.query);
      // The query holds the filters too: they were parsed by the same shape.
      const plan = await definition.start(
        context as unknown as RouteContext<undefined, Q, undefined, Permission>,
      );
      if (!plan.ok) return plan;
      if (plan.value.count > mostRows)
        return err({
          code: 'export_too_large',
          message: `An export holds at most ${mostRows} rows and this one would hold more. Narrow the filter or the time.`,
        });
      const stamp = context.clock.now().toISOString().slice(0, 16).replaceAll(':', '');
      return ok(fileOf(definition, plan.value, format, stamp));
    },
  });
}

function fileOf<Q extends z.ZodObject, Row>(
  { name, columns, item }: ExportDefinition<Q, Row>,
  plan: ExportPlan<Row>,
  format: ExportFormat,
  stamp: string,
): ExportFile {
  const line =
    format === 'csv'
      ? (row: Row) => csvLine(columns.map(([, value]) => value(row)))
      : (row: Row) => `${JSON.stringify(item(row))}\n`;
  const head = format === 'csv' ? csvStart + csvLine(columns.map(([header]) => header)) : '';
  return {
    name: `${name}-${stamp}Z.${format}`,
    contentType: contentTypes[format],
    chunks: async function* chunks(read) {
      if (head !== '') yield head;
      let place: string | null = null;
      do {
        const from: string | null = place;
        const page: Awaited<ReturnType<ExportPlan<Row>['page']>> = await read((tx) => plan.page(tx, from));
        if (page.rows.length > 0) yield page.rows.map(line).join('');
        place = page.next;
      } while (place !== null);
    },
  };
}
