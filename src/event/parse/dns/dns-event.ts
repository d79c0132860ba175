import type { Json, LogSource, ParsedEvent } from '../../event.ts';
import { isAddress } from '../../address.ts';
import { activity, compact, informational, metadataOf } from '../../ocsf/ocsf.ts';
import { lineEvent, lineParsed, type ProgramLine } from '../program-line.ts';
import { shorten } from '../text.ts';
import type { DnsLine } from './query-line.ts';

const logSource: LogSource = { product: null, category: 'dns', service: null };
const kinds = {
  query: activity('dns_activity', 1, 'Query'),
  response: activity('dns_activity', 2, 'Response'),
};

/** A name server's line → OCSF DNS Activity 4003. Record fields: `query`, `record_type`, `answer`, `src_ip`, `src_port`. */
export function dnsParsed(line: ProgramLine, dns: DnsLine): ParsedEvent {
  const fields: Record<string, Json> = { query: dns.query };
  if (dns.type !== null) fields['record_type'] = dns.type;
  if (dns.answer !== null) fields['answer'] = dns.answer;
  if (dns.client !== null) fields['src_ip'] = dns.client;
  if (dns.port !== null) fields['src_port'] = dns.port;
  if (dns.rcode !== null) fields['rcode'] = dns.rcode;
  const type = dns.type === null ? '' : ` (${dns.type})`;
  const message =
    dns.kind === 'query'
      ? `${shorten(dns.client ?? 'Somebody', 64)} asked for ${shorten(dns.query, 200)}${type}.`
      : `The answer for ${shorten(dns.query, 200)}${type} is ${shorten(dns.answer ?? dns.rcode ?? 'known', 120)}.`;
  const meaning = { kind: kinds[dns.kind], severityId: informational, message, fields };
  const timed = Number.isNaN(dns.at)
    ? line
    : { ...line, header: { ...line.header, at: dns.at, timeText: dns.timeText } };
  const event = lineEvent(timed, meaning, metadataOf(dns.server, dns.server, { log_name: 'queries' }));
  event['query'] = compact({ hostname: shorten(dns.query, 255), type: dns.type, class: 'IN' });
  if (dns.answer !== null) event['answers'] = [{ rdata: shorten(dns.answer, 1024) }];
  event['src_endpoint'] =
    dns.client !== null && isAddress(dns.client)
      ? compact({ ip: dns.client, port: dns.port })
      : { name: shorten(dns.client ?? 'unknown', 255) };
  return lineParsed('dns', logSource, timed, meaning, event);
}
