/** A checked query: every field exists, every value has its field's type. See `parseQuery` for the language. */
export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }
  | { readonly kind: 'word'; readonly pattern: Pattern }
  | { readonly kind: 'text'; readonly column: TextColumn; readonly pattern: Pattern }
  | {
      readonly kind: 'number';
      readonly column: NumberColumn;
      readonly operator: Operator;
      readonly value: number;
    }
  | { readonly kind: 'time'; readonly column: TimeColumn; readonly operator: Operator; readonly at: number }
  | { readonly kind: 'id'; readonly column: IdColumn; readonly id: string }
  | {
      readonly kind: 'address';
      readonly columns: readonly AddressColumn[];
      readonly first: string;
      readonly last: string;
    }
  | { readonly kind: 'present'; readonly target: TextTarget | AddressTarget | PathTarget }
  | { readonly kind: 'path'; readonly target: PathTarget; readonly pattern: Pattern }
  | {
      readonly kind: 'path_number';
      readonly target: PathTarget;
      readonly operator: Operator;
      readonly value: number;
    };

export interface TextTarget {
  readonly kind: 'text';
  readonly column: TextColumn;
}
export interface AddressTarget {
  readonly kind: 'address';
  readonly columns: readonly AddressColumn[];
}
/** A member of the OCSF event or of a raw JSON record; a number is a place in a list, counted from 1. */
export interface PathTarget {
  readonly kind: 'path';
  readonly document: 'ocsf' | 'raw';
  readonly steps: readonly (string | number)[];
}

/** What a text is compared with, without regard to case. */
export type Pattern =
  | { readonly kind: 'equal'; readonly text: string }
  /** `*` is any text, `?` one character. */
  | { readonly kind: 'wildcard'; readonly pieces: readonly WildcardPiece[] };

export type WildcardPiece =
  { readonly kind: 'literal'; readonly text: string } | { readonly kind: 'any' } | { readonly kind: 'one' };

export const operators = ['=', '!=', '>=', '<=', '>', '<'] as const;
export type Operator = (typeof operators)[number];

/** The columns that a query may name: a closed list, so that SQL never holds a user's text. */
export const textColumns = [
  'activity',
  'status',
  'product',
  'category',
  'service',
  'parser',
  'unparsed_reason',
  'peer',
  'host',
  'user_name',
  'process_name',
  'command_line',
  'api_operation',
  'message',
  'raw',
] as const;
export type TextColumn = (typeof textColumns)[number];
export const numberColumns = ['class_uid', 'activity_id', 'severity_id', 'repeated'] as const;
export type NumberColumn = (typeof numberColumns)[number];
export const timeColumns = ['time', 'received_at'] as const;
export type TimeColumn = (typeof timeColumns)[number];
export const idColumns = ['company_id', 'project_id', 'source_id', 'event_id'] as const;
export type IdColumn = (typeof idColumns)[number];
export const addressColumns = ['src_ip', 'dst_ip'] as const;
export type AddressColumn = (typeof addressColumns)[number];

/** Why a query was refused. */
export const queryErrorCodes = [
  'query_too_long',
  'query_too_complex',
  'unexpected_text',
  'unexpected_end',
  'unclosed_quote',
  'unknown_field',
  'bad_operator',
  'bad_value',
] as const;
export type QueryErrorCode = (typeof queryErrorCodes)[number];

/** An error in a query, with the place it is about: `position` and `length` count UTF-16 units. */
export interface QueryError {
  readonly code: QueryErrorCode;
  readonly message: string;
  readonly position: number;
  readonly length: number;
}
