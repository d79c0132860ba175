import { ocsfClasses } from '../ocsf/ocsf.ts';
import { parserNames } from '../parse/parse.ts';
import type { AddressColumn, IdColumn, NumberColumn, TextColumn, TimeColumn } from './query.ts';

/** A field of the query language: what it is called, what it holds, and which values are worth proposing. */
export type SearchField = {
  readonly name: string;
  readonly description: string;
  /** Named values, for completion; other values are allowed where the type has them. */
  readonly values: readonly string[];
} & (
  | { readonly type: 'text'; readonly column: TextColumn }
  | { readonly type: 'number'; readonly column: NumberColumn }
  | {
      readonly type: 'named';
      readonly column: NumberColumn;
      readonly numbers: Readonly<Record<string, number>>;
    }
  | { readonly type: 'time'; readonly column: TimeColumn }
  | { readonly type: 'id'; readonly column: IdColumn }
  | { readonly type: 'address'; readonly columns: readonly AddressColumn[] }
);

/** OCSF severities by name. */
export const severityNumbers = {
  unknown: 0,
  informational: 1,
  low: 2,
  medium: 3,
  high: 4,
  critical: 5,
  fatal: 6,
} as const;

const text = (
  name: string,
  column: TextColumn,
  description: string,
  values: readonly string[] = [],
): SearchField => ({
  type: 'text',
  name,
  column,
  description,
  values,
});

const named = (
  name: string,
  column: NumberColumn,
  description: string,
  numbers: Readonly<Record<string, number>>,
): SearchField => ({ type: 'named', name, column, description, numbers, values: Object.keys(numbers) });

const id = (name: string, column: IdColumn, description: string): SearchField => ({
  type: 'id',
  name,
  column,
  description,
  values: [],
});

const address = (name: string, columns: readonly AddressColumn[], description: string): SearchField => ({
  type: 'address',
  name,
  columns,
  description,
  values: [],
});

/**
 * Every field of the query language, in the order in which completion shows them. Beside these a dotted path
 * (`actor.user.uid`, `ocsf.status_code`, `raw.requestParameters.name`) reads the OCSF event or a raw JSON record.
 */
export const searchFields: readonly SearchField[] = [
  text('user', 'user_name', 'Who it is about: the user who logged on, ran, or called.'),
  text('host', 'host', 'The host on which it happened.'),
  address('ip', ['src_ip', 'dst_ip'], 'Source or destination address; a network as 10.0.0.0/8.'),
  address('src_ip', ['src_ip'], 'Source address; a network as 10.0.0.0/8.'),
  address('dst_ip', ['dst_ip'], 'Destination address; a network as 10.0.0.0/8.'),
  named('class', 'class_uid', 'OCSF class.', ocsfClasses),
  text('activity', 'activity', 'OCSF activity.', [
    'logon',
    'logoff',
    'launch',
    'create',
    'read',
    'update',
    'delete',
  ]),
  named('severity', 'severity_id', 'OCSF severity.', severityNumbers),
  text('status', 'status', 'Outcome.', ['success', 'failure']),
  text('process', 'process_name', 'Name of the process.'),
  text('command', 'command_line', 'Command line.'),
  text('operation', 'api_operation', 'Operation of an API.'),
  text('message', 'message', 'The sentence that sums the event up.'),
  text('raw', 'raw', 'The record as it was received.'),
  text('product', 'product', 'Sigma log source: product.', ['linux', 'windows', 'aws', 'cisco']),
  text('service', 'service', 'Sigma log source: service.', [
    'sshd',
    'sudo',
    'auth',
    'security',
    'sysmon',
    'cloudtrail',
  ]),
  text('category', 'category', 'Sigma log source: category.', [
    'process_creation',
    'network_connection',
    'file_event',
  ]),
  text('parser', 'parser', 'The parser that read it.', parserNames),
  text('reason', 'unparsed_reason', 'Why it could not be parsed.', [
    'empty',
    'too_long',
    'not_json',
    'not_an_object',
    'unknown_shape',
    'bad_time',
  ]),
  text('peer', 'peer', 'Address that the record came from.'),
  {
    type: 'number',
    name: 'count',
    column: 'repeated',
    description: 'How many equal events it stands for.',
    values: [],
  },
  { type: 'time', name: 'time', column: 'time', description: 'When it happened (UTC).', values: [] },
  {
    type: 'time',
    name: 'received',
    column: 'received_at',
    description: 'When it was received (UTC).',
    values: [],
  },
  id('event', 'event_id', 'Id of the event.'),
  id('source', 'source_id', 'Id of the source.'),
  id('project', 'project_id', 'Id of the project.'),
  id('company', 'company_id', 'Id of the company.'),
];

const byName: ReadonlyMap<string, SearchField> = new Map(searchFields.map((field) => [field.name, field]));

/** Other spellings: the columns' own names, and OCSF paths that have a column (faster than the document). */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['user_name', 'user'],
  ['user.name', 'user'],
  ['class_uid', 'class'],
  ['severity_id', 'severity'],
  ['process_name', 'process'],
  ['process.name', 'process'],
  ['command_line', 'command'],
  ['process.cmd_line', 'command'],
  ['api_operation', 'operation'],
  ['api.operation', 'operation'],
  ['src_endpoint.ip', 'src_ip'],
  ['dst_endpoint.ip', 'dst_ip'],
  ['device.hostname', 'host'],
  ['unparsed_reason', 'reason'],
  ['received_at', 'received'],
]);

/** The field of a name, any case; undefined when there is none. */
export function findField(name: string): SearchField | undefined {
  const lower = name.toLowerCase();
  return byName.get(otherNames.get(lower) ?? lower);
}
