/** Why a document was not loaded. A closed list: reports and metrics use the code as a label. */
export const refusalCodes = [
  'action_unsupported',
  'cidr_malformed',
  'condition_aggregation',
  'condition_missing',
  'condition_syntax',
  'condition_unknown_identifier',
  'correlation_condition',
  'correlation_cycle',
  'correlation_invalid',
  'correlation_rules',
  'correlation_timespan',
  'correlation_type',
  'correlation_unknown_rule',
  'detection_invalid',
  'detection_missing',
  'document_invalid',
  'document_limit',
  'duplicate_id',
  'field_invalid',
  'file_too_large',
  'file_unreadable',
  'filter_invalid',
  'id_missing',
  'level_unknown',
  'logsource_invalid',
  'logsource_missing',
  'modifier_misplaced',
  'modifier_unknown',
  'modifier_value',
  'placeholder_unset',
  'regex_unsupported',
  'rule_too_large',
  'taxonomy_unsupported',
  'title_missing',
  'value_empty',
  'value_type',
  'yaml_aliases',
  'yaml_syntax',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** A document that was not loaded: where it is (line counted from 1), the code, and what to do about it. */
export interface Refusal {
  readonly file: string;
  readonly line: number;
  readonly code: RefusalCode;
  readonly reason: string;
}

/** A document that was loaded but probably does not do what its author meant. */
export interface RuleWarning {
  readonly file: string;
  readonly line: number;
  readonly code: 'filter_keeps_only' | 'filter_target_unknown';
  readonly reason: string;
}

/** Keys and indexes from a document's root to the offending value. */
export type DocumentPath = readonly (string | number)[];

/** Thrown inside the parsers of this folder and turned into a `Refusal` at the document's edge; nobody else sees it. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: RefusalCode;
  readonly path: DocumentPath;

  constructor(code: RefusalCode, reason: string, path: DocumentPath) {
    super(reason);
    this.code = code;
    this.path = path;
  }
}

/** Stops reading the current document. */
export function refuse(code: RefusalCode, reason: string, path: DocumentPath = []): never {
  throw new RefusedError(code, reason, path);
}

/** Shortens a value for a message. */
export const quote = (value: unknown): string =>
  value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
