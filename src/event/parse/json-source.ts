import type { JsonObject, LogSource } from '../event.ts';

/** Members that only records of one product have together, and the log source that Sigma's rules for it name. */
const sources: readonly { readonly members: readonly string[]; readonly logSource: LogSource }[] = [
  {
    members: ['logtype', 'node_id', 'logdata'],
    logSource: { product: 'opencanary', category: 'application', service: null },
  },
  {
    members: ['auditType', 'author'],
    logSource: { product: 'bitbucket', category: null, service: 'audit' },
  },
  {
    members: ['event_type_id', 'account_id'],
    logSource: { product: 'onelogin', category: null, service: 'onelogin.events' },
  },
  {
    members: ['txid', 'event_type', 'auth_device'],
    logSource: { product: 'cisco', category: null, service: 'duo' },
  },
];

const unknownSource: LogSource = { product: null, category: null, service: null };

/** The log source of a JSON record without a parser of its own, by the members that it has. */
export const jsonSource = (record: JsonObject): LogSource =>
  sources.find(({ members }) => members.every((name) => record[name] !== undefined))?.logSource ??
  unknownSource;
