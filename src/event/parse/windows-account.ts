import { activity, compact, informational, low, medium, type Activity } from '../ocsf/ocsf.ts';
import type { WindowsEvent } from './windows-envelope.ts';
import { actorOf, field, fileOf, orSomebody, userOf, type WindowsMapping } from './windows-fields.ts';
import { baseName } from './text.ts';

const subject = (event: WindowsEvent): string => orSomebody(field(event, 'SubjectUserName'));

function account(id: number, name: string, verb: string): WindowsMapping {
  const kind: Activity = activity('account_change', id, name);
  return {
    kind,
    needs: ['TargetUserName'],
    succeeded: true,
    severityId: informational,
    message: (event) => `${subject(event)} ${verb} ${field(event, 'TargetUserName')}.`,
    fill: (draft, event) => {
      draft['user'] = userOf(event, 'Target', 'Sid') ?? { name: 'unknown' };
      draft['actor'] = actorOf(event, userOf(event, 'Subject'), null);
    },
  };
}

/** `MemberName` is a distinguished name (`CN=bob,OU=…`) and often `-`; then only the SID is known. */
function member(event: WindowsEvent): { readonly name: string; readonly uid: string } {
  const name = field(event, 'MemberName');
  const comma = name.search(/(?<!\\),/);
  const first = comma < 0 ? name : name.slice(0, comma);
  return { name: first.replace(/^cn=/i, ''), uid: field(event, 'MemberSid') };
}

function membership(id: number, name: string, verb: string, severityId: number): WindowsMapping {
  return {
    kind: activity('group_management', id, name),
    needs: ['TargetUserName'],
    succeeded: true,
    severityId,
    message: (event) => {
      const { name: user, uid } = member(event);
      return `${subject(event)} ${verb.replace('{member}', user || uid || 'an account')} ${field(event, 'TargetUserName')}.`;
    },
    fill: (draft, event) => {
      draft['group'] = compact({
        name: field(event, 'TargetUserName'),
        uid: field(event, 'TargetSid'),
        domain: field(event, 'TargetDomainName'),
      });
      const who = compact(member(event));
      if (Object.keys(who).length > 0) draft['users'] = [who];
      draft['actor'] = actorOf(event, userOf(event, 'Subject'), null);
    },
  };
}

const added = membership(3, 'Add User', 'added {member} to group', low);
const removed = membership(4, 'Remove User', 'removed {member} from group', informational);

function job(id: number, name: string, verb: string): WindowsMapping {
  return {
    kind: activity('scheduled_job_activity', id, name),
    needs: ['TaskName'],
    succeeded: true,
    message: (event) => `${subject(event)} ${verb} the scheduled task ${field(event, 'TaskName')}.`,
    fill: (draft, event) => {
      draft['job'] = { name: field(event, 'TaskName'), type_id: 1, type: 'Task Scheduler' };
      draft['actor'] = actorOf(event, userOf(event, 'Subject'), null);
    },
  };
}

const cleared: WindowsMapping = {
  kind: activity('event_log_activity', 1, 'Clear'),
  needs: [],
  succeeded: true,
  severityId: medium,
  message: (event) => `${subject(event)} cleared the event log ${field(event, 'Channel')}.`,
  fill: (draft, event) => {
    draft['log_name'] = field(event, 'Channel');
    draft['actor'] = actorOf(event, userOf(event, 'Subject'), null);
  },
};

/** A new service: System 7045 and Security 4697 write the path under two names. */
function serviceInstalled(pathField: string): WindowsMapping {
  return {
    kind: activity('windows_service_activity', 1, 'Create'),
    needs: ['ServiceName', pathField],
    succeeded: true,
    severityId: low,
    message: (event) =>
      `Service ${field(event, 'ServiceName')} was installed: ${baseName(field(event, pathField))}.`,
    fill: (draft, event) => {
      draft['win_service'] = compact({
        name: field(event, 'ServiceName'),
        cmd_line: field(event, pathField),
        service_start_name: field(event, 'AccountName') || field(event, 'ServiceAccount'),
      });
      draft['actor'] = actorOf(event, userOf(event, 'Subject'), null);
    },
  };
}

/** Accounts, groups, tasks, services and the log itself, of the Security channel. */
export const accountMappings: readonly (readonly [number, WindowsMapping])[] = [
  [4720, account(1, 'Create', 'created user')],
  [4722, account(2, 'Enable', 'enabled user')],
  [4723, account(3, 'Password Change', 'changed the password of')],
  [4724, account(4, 'Password Reset', 'reset the password of')],
  [4725, account(5, 'Disable', 'disabled user')],
  [4726, account(6, 'Delete', 'deleted user')],
  [4738, account(99, 'Change', 'changed user')],
  [4740, account(9, 'Lock', 'saw the lock-out of')],
  [4767, account(12, 'Unlock', 'unlocked user')],
  [4728, added],
  [4732, added],
  [4756, added],
  [4729, removed],
  [4733, removed],
  [4757, removed],
  [4698, job(1, 'Create', 'created')],
  [4699, job(3, 'Delete', 'deleted')],
  [4700, job(4, 'Enable', 'enabled')],
  [4701, job(5, 'Disable', 'disabled')],
  [4702, job(2, 'Update', 'changed')],
  [4697, serviceInstalled('ServiceFileName')],
  [1102, cleared],
];

/** The System channel. */
export const systemMappings: readonly (readonly [number, WindowsMapping])[] = [
  [7045, serviceInstalled('ImagePath')],
  [104, cleared],
];

/** The PowerShell channel: 4104 carries the text of a script block. */
export const powershellMappings: readonly (readonly [number, WindowsMapping])[] = [
  [
    4104,
    {
      kind: activity('script_activity', 1, 'Execute'),
      needs: ['ScriptBlockText'],
      succeeded: null,
      message: (event) => {
        const path = field(event, 'Path');
        return path === '' ? 'A PowerShell script block ran.' : `PowerShell ran ${path}.`;
      },
      fill: (draft, event) => {
        const path = field(event, 'Path');
        const content = { value: field(event, 'ScriptBlockText').slice(0, 65_536) };
        draft['script'] = compact({
          type_id: 2,
          type: 'PowerShell',
          script_content: content,
          file: fileOf(path),
        });
        draft['actor'] = actorOf(event, null, null);
      },
    },
  ],
];
