import type { JsonObject } from '../event.ts';
import { activity, informational, low, type Activity, type OcsfDraft } from '../ocsf/ocsf.ts';
import { toCount } from './text.ts';
import type { WindowsEvent } from './windows-envelope.ts';
import { endpointOf, field, orSomebody, userOf, type WindowsMapping } from './windows-fields.ts';

const logon = activity('authentication', 1, 'Logon');
const logoff = activity('authentication', 2, 'Logoff');
const ticket = activity('authentication', 3, 'Authentication Ticket');
const serviceTicket = activity('authentication', 4, 'Service Ticket Request');
const renew = activity('authentication', 5, 'Service Ticket Renew');
const preauth = activity('authentication', 6, 'Preauth');
const assignPrivileges = activity('authorize_session', 1, 'Assign Privileges');

/** Windows logon types (OCSF's enum has the same numbers but for 0), with their captions. */
const logonTypes: ReadonlyMap<number, readonly [number, string]> = new Map([
  [0, [1, 'System']],
  [2, [2, 'Interactive']],
  [3, [3, 'Network']],
  [4, [4, 'Batch']],
  [5, [5, 'OS Service']],
  [7, [7, 'Unlock']],
  [8, [8, 'Network Cleartext']],
  [9, [9, 'New Credentials']],
  [10, [10, 'Remote Interactive']],
  [11, [11, 'Cached Interactive']],
  [12, [12, 'Cached Remote Interactive']],
  [13, [13, 'Cached Unlock']],
]);

/** NTSTATUS codes of failed log-ons (MS-ERREF, 2.3.1), lower case. */
const failureReasons: Readonly<Record<string, string>> = {
  '0xc0000064': 'The user does not exist.',
  '0xc000006a': 'The password is wrong.',
  '0xc000006d': 'The user name or the password is wrong.',
  '0xc000006e': 'The account is restricted.',
  '0xc000006f': 'The account may not log on at this time.',
  '0xc0000070': 'The account may not log on from this workstation.',
  '0xc0000071': 'The password has expired.',
  '0xc0000072': 'The account is disabled.',
  '0xc0000193': 'The account has expired.',
  '0xc0000234': 'The account is locked.',
};

function protocolOf(name: string): { readonly id: number; readonly name: string } | null {
  const lower = name.trim().toLowerCase();
  if (lower === '') return null;
  if (lower.startsWith('ntlm') || lower.startsWith('microsoft_authentication_package'))
    return { id: 1, name: 'NTLM' };
  return lower === 'kerberos' ? { id: 2, name: 'Kerberos' } : { id: 99, name: name.trim() };
}

/** What every log-on event shares; `protocol` names one that the event itself does not. */
function fillLogon(draft: OcsfDraft, event: WindowsEvent, protocol = ''): void {
  draft['user'] = userOf(event, 'Target') ?? { name: 'unknown' };
  draft['service'] = {
    name: field(event, 'ServiceName') || field(event, 'LogonProcessName').trim() || 'Windows',
  };
  const subject = userOf(event, 'Subject');
  if (subject !== null) draft['actor'] = { user: subject };
  const far =
    endpointOf(event, 'IpAddress', 'IpPort', 'WorkstationName') ??
    endpointOf(event, 'IpAddress', 'IpPort', 'Workstation');
  if (far !== null) {
    draft['src_endpoint'] = far;
    if (typeof far['ip'] === 'string')
      draft['is_remote'] = !far['ip'].startsWith('127.') && far['ip'] !== '::1';
  }
  const type = logonTypes.get(toCount(event.record['LogonType']) ?? -1);
  if (type !== undefined) {
    draft['logon_type_id'] = type[0];
    draft['logon_type'] = type[1];
  }
  const used = protocolOf(protocol === '' ? field(event, 'AuthenticationPackageName') : protocol);
  if (used !== null) {
    draft['auth_protocol_id'] = used.id;
    draft['auth_protocol'] = used.name;
  }
  const session = field(event, 'TargetLogonId');
  if (session !== '') draft['session'] = { uid: session };
}

function fillFailure(draft: OcsfDraft, event: WindowsEvent): void {
  const status = field(event, 'Status').toLowerCase();
  const sub = field(event, 'SubStatus').toLowerCase();
  const code = sub !== '' && sub !== '0x0' ? sub : status;
  if (code === '') return;
  draft['status_code'] = code;
  const reason = failureReasons[code];
  if (reason !== undefined) draft['status_detail'] = reason;
}

const from = (event: WindowsEvent): string => {
  const far = field(event, 'IpAddress') || field(event, 'WorkstationName') || field(event, 'Workstation');
  return far === '' ? '' : ` from ${far}`;
};

const who = (event: WindowsEvent): string => orSomebody(field(event, 'TargetUserName'));

/** Kerberos result and NTLM status: all zeros (`0x0`, `0x00000000`) is success. */
const zeroStatus = (event: WindowsEvent): boolean | null => {
  const status = field(event, 'Status');
  return status === '' ? null : Number(status) === 0;
};

function kerberos(kind: Activity, what: string): WindowsMapping {
  return {
    kind,
    needs: ['TargetUserName'],
    succeeded: zeroStatus,
    message: (event) => `${who(event)} asked for ${what}${from(event)}.`,
    fill: (draft, event) => {
      fillLogon(draft, event, 'Kerberos');
      if (zeroStatus(event) === false) fillFailure(draft, event);
    },
  };
}

const failed: WindowsMapping = {
  kind: logon,
  needs: ['TargetUserName'],
  succeeded: false,
  message: (event) => `Log-on of ${who(event)}${from(event)} failed.`,
  fill: (draft, event) => {
    fillLogon(draft, event);
    fillFailure(draft, event);
  },
};

const ended = (event: WindowsEvent): string => `${who(event)} logged off.`;

/** Log-ons, tickets and privileges of the Security channel, by event id. */
export const logonMappings: readonly (readonly [number, WindowsMapping])[] = [
  [
    4624,
    {
      kind: logon,
      needs: ['TargetUserName'],
      succeeded: true,
      message: (event) => `${who(event)} logged on${from(event)}.`,
      fill: fillLogon,
    },
  ],
  [4625, failed],
  [4634, { kind: logoff, needs: ['TargetUserName'], succeeded: true, message: ended, fill: fillLogon }],
  [4647, { kind: logoff, needs: ['TargetUserName'], succeeded: true, message: ended, fill: fillLogon }],
  [
    4648,
    {
      kind: logon,
      needs: ['TargetUserName'],
      succeeded: null,
      message: (event) =>
        `${orSomebody(field(event, 'SubjectUserName'))} used the credentials of ${who(event)}.`,
      fill: (draft, event) => {
        fillLogon(draft, event);
        const target = field(event, 'TargetServerName');
        if (target !== '') draft['dst_endpoint'] = { hostname: target };
      },
    },
  ],
  [
    4672,
    {
      kind: assignPrivileges,
      needs: ['SubjectUserName', 'PrivilegeList'],
      succeeded: true,
      severityId: informational,
      message: (event) => `${field(event, 'SubjectUserName')} logged on with special privileges.`,
      fill: fillPrivileges,
    },
  ],
  [4768, kerberos(ticket, 'an authentication ticket')],
  [4769, kerberos(serviceTicket, 'a service ticket')],
  [4770, kerberos(renew, 'the renewal of a service ticket')],
  [
    4771,
    {
      ...kerberos(preauth, 'a ticket and failed pre-authentication'),
      succeeded: false,
      severityId: low,
    },
  ],
  [
    4776,
    {
      kind: logon,
      needs: ['TargetUserName'],
      succeeded: zeroStatus,
      message: (event) => `The credentials of ${who(event)}${from(event)} were checked.`,
      fill: (draft, event) => {
        fillLogon(draft, event, 'NTLM');
        if (zeroStatus(event) === false) fillFailure(draft, event);
      },
    },
  ],
];

/** Privileges come as one text with line breaks; the list is as short as Windows' own (under 40). */
function fillPrivileges(draft: OcsfDraft, event: WindowsEvent): void {
  const user: JsonObject | null = userOf(event, 'Subject');
  if (user !== null) draft['user'] = user;
  draft['privileges'] = field(event, 'PrivilegeList')
    .split(/\s+/, 64)
    .filter((name) => name !== '');
}
