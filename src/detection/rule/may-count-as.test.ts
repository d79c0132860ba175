import { expect, test } from 'vitest';
import { windowsLogSource } from '../../event/index.ts';
import { routes } from '../sigma/log-source-table.ts';
import { coveringSources, sourcesOfRecord } from '../sigma/routing.ts';
import { wayStage } from './may-count-as.ts';

const channels = [...new Set(routes.flatMap(({ when }) => when.channel ?? []))];
const eventIds = [...new Set(routes.flatMap(({ when }) => when.eventId ?? [])), 4624, 9999];
const eventTypes = [undefined, 'CreateKey', 'DeleteKey', 'DeleteValue', 'SetValue', 'RenameKey'];

test('whatever an event of Windows counts as, its own log source may hold it', () => {
  let routed = 0;
  for (const Channel of [...channels, 'Some-Other/Operational']) {
    for (const EventID of eventIds) {
      for (const EventType of eventTypes) {
        const record = { Channel, EventID, ...(EventType !== undefined && { EventType }) };
        const own = { source: windowsLogSource(Channel, EventID, record), isByChannel: true };
        for (const { logSource } of sourcesOfRecord(own.source, record)) {
          routed += 1;
          const stages = coveringSources(logSource).map(({ when }) => wayStage(own, when));
          expect([Channel, EventID, EventType, logSource, stages]).toEqual([
            ...[Channel, EventID, EventType, logSource],
            expect.arrayContaining(['all']),
          ]);
        }
      }
    }
  }
  expect(routed).toBeGreaterThan(channels.length * eventIds.length * eventTypes.length);
});

test('other channels and event ids are not there, unless the sender has named the log source itself', () => {
  const security = { product: 'windows', category: null, service: 'security' };
  const ntlm = { product: 'windows', channel: ['Microsoft-Windows-NTLM/Operational'] };
  const processes = { product: 'windows', channel: ['Security'], eventId: [4688] };
  expect(wayStage({ source: security, isByChannel: true }, ntlm)).toBe('log_source');
  expect(wayStage({ source: security, isByChannel: true }, processes)).toBe('channel');
  expect(wayStage({ source: security, isByChannel: true }, { product: 'linux' })).toBe('none');
  expect(wayStage({ source: security, isByChannel: false }, ntlm)).toBe('all');
  expect(wayStage({ source: { ...security, service: null }, isByChannel: true }, ntlm)).toBe('log_source');
});
