import { describe, expect, it } from 'vitest';
import type { JsonObject, ParsedEvent } from '../event.ts';
import { receivedRecord } from '../testing/received-record.ts';
import { parseRecord } from './parse.ts';

function parse(value: JsonObject): ParsedEvent {
  const event = parseRecord(receivedRecord('json', JSON.stringify(value)));
  if (event.kind !== 'parsed') throw new Error(event.reason);
  return event;
}

const sysmon = 'Microsoft-Windows-Sysmon/Operational';
const flat = (channel: string, id: number, fields: JsonObject): ParsedEvent =>
  parse({
    '@timestamp': '2026-11-23T11:59:58.5Z',
    Channel: channel,
    EventID: id,
    Hostname: 'ws1',
    SourceName: 'Src',
    ...fields,
  });

const data = {
  ProcessId: 6180,
  Image: 'C:\\w\\a.exe',
  CommandLine: 'a -x',
  User: 'EX\\ana',
  'New Value': '7',
};

describe('a Windows event', () => {
  const expected = {
    EventID: 1,
    Channel: sysmon,
    Computer: 'ws1',
    Provider_Name: 'Microsoft-Windows-Sysmon',
    Image: 'C:\\w\\a.exe',
    CommandLine: 'a -x',
    NewValue: '7',
  };

  it.each<[string, JsonObject]>([
    [
      'the flat form',
      {
        '@timestamp': '2026-11-23T11:59:58.5Z',
        EventID: 1,
        Channel: sysmon,
        Hostname: 'ws1',
        SourceName: 'Microsoft-Windows-Sysmon',
        ...data,
      },
    ],
    [
      'the rendered form',
      {
        Event: {
          System: {
            Provider: { '#attributes': { Name: 'Microsoft-Windows-Sysmon', Guid: 'G' } },
            EventID: 1,
            TimeCreated: { '#attributes': { SystemTime: '2026-11-23T11:59:58.5Z' } },
            Channel: sysmon,
            Computer: 'ws1',
          },
          EventData: data,
        },
      },
    ],
    [
      'the rendered form with a list of Data',
      {
        Event: {
          System: {
            Provider: { '@Name': 'Microsoft-Windows-Sysmon' },
            EventID: { '#text': '1' },
            TimeCreated: { '@SystemTime': '2026-11-23T11:59:58.5Z' },
            Channel: sysmon,
            Computer: 'ws1',
          },
          EventData: {
            Data: Object.entries(data).map(([name, value]) => ({ '@Name': name, '#text': value })),
          },
        },
      },
    ],
    [
      'Winlogbeat',
      {
        '@timestamp': '2026-11-23T11:59:58.5Z',
        winlog: {
          event_id: '1',
          channel: sysmon,
          computer_name: 'ws1',
          provider_name: 'Microsoft-Windows-Sysmon',
          event_data: data,
        },
      },
    ],
    [
      'Winlogbeat 6',
      {
        '@timestamp': '2026-11-23T11:59:58.5Z',
        event_id: 1,
        log_name: sysmon,
        computer_name: 'ws1',
        source_name: 'Microsoft-Windows-Sysmon',
        event_data: data,
      },
    ],
  ])('is the same to rules in %s', (_name, value) => {
    const event = parse(value);
    expect(event.record).toMatchObject(expected);
    expect(event.logSource).toEqual({ product: 'windows', category: 'process_creation', service: 'sysmon' });
    expect(event.ocsf).toMatchObject({
      class_uid: 1007,
      activity_id: 1,
      time: Date.UTC(2026, 10, 23, 11, 59, 58, 500),
      metadata: { event_code: '1', log_name: sysmon },
      device: { hostname: 'ws1', type_id: 0 },
      process: { pid: 6180, name: 'a.exe', cmd_line: 'a -x', user: { name: 'ana', domain: 'EX' } },
    });
  });

  it('names System attributes as Sigma does', () => {
    const event = parse({
      Event: {
        System: {
          Provider: { '#attributes': { Name: 'P', Guid: 'G' } },
          EventID: 9,
          Level: 4,
          TimeCreated: { '#attributes': { SystemTime: '2026-11-23T11:59:58Z' } },
          Execution: { '#attributes': { ProcessID: 3208, ThreadID: 17 } },
          Channel: 'X',
          Computer: 'ws1',
          Security: null,
        },
        UserData: { Operation: { '#attributes': { xmlns: 'u' }, 'Client Machine': 'PC' } },
      },
    });
    expect(event.record).toEqual({
      ClientMachine: 'PC',
      Provider_Name: 'P',
      Provider_Guid: 'G',
      EventID: 9,
      Level: 4,
      TimeCreated_SystemTime: '2026-11-23T11:59:58Z',
      Execution_ProcessID: 3208,
      Execution_ThreadID: 17,
      Channel: 'X',
      Computer: 'ws1',
      Security: null,
    });
  });

  it.each<[number, JsonObject, JsonObject]>([
    [
      4624,
      {
        TargetUserName: 'ana',
        TargetDomainName: 'EX',
        LogonType: '10',
        IpAddress: '198.51.100.4',
        IpPort: '50111',
        AuthenticationPackageName: 'Negotiate',
      },
      {
        class_uid: 3002,
        activity_id: 1,
        status: 'Success',
        user: { name: 'ana', domain: 'EX' },
        logon_type_id: 10,
        src_endpoint: { ip: '198.51.100.4', port: 50111 },
        auth_protocol: 'Negotiate',
        is_remote: true,
        message: 'ana logged on from 198.51.100.4.',
      },
    ],
    [
      4625,
      {
        TargetUserName: 'ana',
        Status: '0xC000006D',
        SubStatus: '0xC0000064',
        IpAddress: '-',
        WorkstationName: 'PC7',
      },
      {
        class_uid: 3002,
        status: 'Failure',
        status_code: '0xc0000064',
        status_detail: 'The user does not exist.',
        src_endpoint: { hostname: 'PC7' },
      },
    ],
    [4634, { TargetUserName: 'ana', LogonType: '3' }, { class_uid: 3002, activity_id: 2 }],
    [
      4648,
      { SubjectUserName: 'ana', TargetUserName: 'svc', TargetServerName: 'db1' },
      { class_uid: 3002, dst_endpoint: { hostname: 'db1' }, actor: { user: { name: 'ana' } } },
    ],
    [
      4672,
      { SubjectUserName: 'ana', PrivilegeList: 'SeDebugPrivilege\r\n\t\t\tSeBackupPrivilege' },
      { class_uid: 3003, privileges: ['SeDebugPrivilege', 'SeBackupPrivilege'] },
    ],
    [
      4768,
      { TargetUserName: 'ana', Status: '0x6', IpAddress: '::ffff:198.51.100.4' },
      { class_uid: 3002, activity_id: 3, status: 'Failure', src_endpoint: { ip: '198.51.100.4' } },
    ],
    [
      4720,
      { SubjectUserName: 'root', TargetUserName: 'eve', TargetSid: 'S-9' },
      { class_uid: 3001, activity_id: 1, user: { name: 'eve', uid: 'S-9' } },
    ],
    [
      4732,
      {
        TargetUserName: 'Administrators',
        TargetSid: 'S-1-5-32-544',
        MemberName: 'CN=Eve\\, E,OU=x',
        MemberSid: 'S-9',
      },
      {
        class_uid: 3006,
        activity_id: 3,
        group: { name: 'Administrators', uid: 'S-1-5-32-544' },
        users: [{ name: 'Eve\\, E', uid: 'S-9' }],
      },
    ],
    [
      1102,
      { SubjectUserName: 'eve' },
      { class_uid: 1008, activity_id: 1, message: 'eve cleared the event log Security.' },
    ],
  ])('of the Security channel with id %i has its OCSF class', (id, fields, expected) => {
    expect(flat('Security', id, fields).ocsf).toMatchObject(expected);
  });

  it('gives process creation by 4688 the names that rules use', () => {
    const event = flat('Security', 4688, {
      NewProcessName: 'C:\\w\\cmd.exe',
      NewProcessId: '0x1a4',
      ParentProcessName: 'C:\\w\\explorer.exe',
      ProcessId: '0x90',
      SubjectUserName: 'ana',
      CommandLine: 'cmd /c whoami',
    });
    expect(event.logSource).toEqual({
      product: 'windows',
      category: 'process_creation',
      service: 'security',
    });
    expect(event.record).toMatchObject({ Image: 'C:\\w\\cmd.exe', ParentImage: 'C:\\w\\explorer.exe' });
    expect(event.ocsf).toMatchObject({
      process: { pid: 420, name: 'cmd.exe', cmd_line: 'cmd /c whoami', user: { name: 'ana' } },
      actor: { process: { pid: 144, name: 'explorer.exe' }, user: { name: 'ana' } },
      message: 'explorer.exe started: cmd /c whoami',
    });
  });

  it.each<[number, JsonObject, string, number]>([
    [
      3,
      { Image: 'C:\\a.exe', DestinationIp: '203.0.113.9', DestinationPort: '443' },
      'network_connection',
      400101,
    ],
    [5, { Image: 'C:\\a.exe', ProcessId: '1' }, 'process_termination', 100702],
    [7, { Image: 'C:\\a.exe', ImageLoaded: 'C:\\b.dll' }, 'image_load', 100501],
    [8, { SourceImage: 'C:\\a.exe', TargetImage: 'C:\\b.exe' }, 'create_remote_thread', 100704],
    [10, { SourceImage: 'C:\\a.exe', TargetImage: 'C:\\lsass.exe' }, 'process_access', 100703],
    [11, { Image: 'C:\\a.exe', TargetFilename: 'C:\\x.txt' }, 'file_event', 100101],
    [12, { EventType: 'CreateKey', TargetObject: 'HKLM\\X' }, 'registry_add', 20100101],
    [12, { EventType: 'DeleteValue', TargetObject: 'HKLM\\X' }, 'registry_delete', 20100204],
    [13, { EventType: 'SetValue', TargetObject: 'HKLM\\X\\Y' }, 'registry_set', 20100202],
    [22, { Image: 'C:\\a.exe', QueryName: 'evil.example' }, 'dns_query', 400301],
  ])('of Sysmon with id %i has its category and class', (id, fields, category, typeUid) => {
    const event = flat(sysmon, id, fields);
    expect([event.logSource.category, event.ocsf.type_uid]).toEqual([category, typeUid]);
  });

  it('without the fields of its class is a base event', () => {
    expect(flat('Security', 4624, {}).ocsf).toMatchObject({ class_uid: 0, activity_id: 99 });
    expect(flat(sysmon, 1, {}).ocsf.class_uid).toBe(0);
  });

  it('of an unknown channel is a base event with the first sentence of its message', () => {
    const event = flat('Application', 1000, { Message: 'Faulting application name: u.exe. More.' });
    expect(event.ocsf).toMatchObject({
      class_uid: 0,
      message: 'Event 1000 of Application: Faulting application name: u.',
    });
    expect(event.logSource).toEqual({ product: 'windows', category: null, service: 'application' });
  });

  it('of Defender has the names of the antivirus category', () => {
    const event = flat('Microsoft-Windows-Windows Defender/Operational', 1116, {
      'Threat Name': 'T',
      Path: 'C:\\u.exe',
    });
    expect(event.logSource.category).toBe('antivirus');
    expect(event.record).toMatchObject({ ThreatName: 'T', Signature: 'T', Filename: 'C:\\u.exe' });
  });

  it.each([
    ['Security', 'security'],
    ['security', 'security'],
    ['Windows PowerShell', 'powershell-classic'],
    ['Nobody/Knows', null],
  ])('of channel %s belongs to service %s', (channel, service) => {
    expect(flat(channel, 1, {}).logSource.service).toBe(service);
  });

  it('is recognised inside a syslog message', () => {
    const raw = `<14>Nov 23 11:59:58 ws9 Microsoft: ${JSON.stringify({ EventID: 4624, Channel: 'Security', TargetUserName: 'ana' })}`;
    const event = parseRecord(receivedRecord('syslog', raw));
    expect(event).toMatchObject({ parser: 'windows', ocsf: { device: { hostname: 'ws9' } } });
  });

  it('does not let a field name reach the prototype', () => {
    const raw = '{"EventID":1,"Channel":"X","Hostname":"h","a b":1,"__proto__":{"polluted":true}}';
    const event = parseRecord(receivedRecord('json', raw));
    expect(event.kind).toBe('parsed');
    expect('polluted' in {}).toBe(false);
    expect(event.kind === 'parsed' && 'polluted' in event.record).toBe(false);
  });
});
