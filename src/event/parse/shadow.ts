import type { Json, JsonObject, LogSource, ParsedEvent } from '../event.ts';
import { activity, informational, low, metadataOf, setStatus, type Activity } from '../ocsf/ocsf.ts';
import { readPamLine } from './pam-line.ts';
import { lineEvent, lineParsed, type LineMeaning, type ProgramLine } from './program-line.ts';
import { between } from './text.ts';

const logSource: LogSource = { product: 'linux', category: null, service: 'auth' };
const metadata = metadataOf('shadow', 'Linux', { log_name: 'auth' });

const shadowPrograms: ReadonlySet<string> = new Set([
  'useradd',
  'usermod',
  'userdel',
  'groupadd',
  'groupmod',
  'groupdel',
  'gpasswd',
  'passwd',
  'chpasswd',
]);

/** The programs that change accounts and groups (shadow-utils). */
export const isShadow = (program: string): boolean => shadowPrograms.has(program);

/** What changed, by the name that the record's `action` carries. */
interface AccountLine {
  readonly action: keyof typeof kinds;
  readonly user: string;
  readonly group: string;
  readonly by: string;
  readonly uid: string;
}

const kinds = {
  user_created: activity('account_change', 1, 'Create'),
  user_deleted: activity('account_change', 6, 'Delete'),
  user_changed: activity('account_change', 99, 'Change'),
  user_locked: activity('account_change', 9, 'Lock'),
  user_unlocked: activity('account_change', 12, 'Unlock'),
  password_changed: activity('account_change', 3, 'Password Change'),
  group_member_added: activity('group_management', 3, 'Add User'),
  group_member_removed: activity('group_management', 4, 'Remove User'),
  group_created: activity('group_management', 6, 'Create'),
  group_deleted: activity('group_management', 5, 'Delete'),
} as const satisfies Readonly<Record<string, Activity>>;

/**
 * Lines of useradd, usermod, gpasswd and their kin → OCSF Account Change 3001 or Group Management 3006. Record fields:
 * `action`, `user`, `group`, `by`, `uid`. Null for other lines.
 */
export function parseShadow(line: ProgramLine): ParsedEvent | null {
  const read = readShadowLine(line.text);
  if (read === null) return null;
  const fields: Record<string, Json> = { action: read.action };
  if (read.user !== '') fields['user'] = read.user;
  if (read.group !== '') fields['group'] = read.group;
  if (read.by !== '') fields['by'] = read.by;
  if (read.uid !== '') fields['uid'] = read.uid;
  const meaning: LineMeaning = {
    kind: kinds[read.action],
    severityId: read.action === 'group_member_added' ? low : informational,
    message: sentence(read),
    fields,
  };
  const event = lineEvent(line, meaning, metadata);
  const user: JsonObject = read.uid === '' ? { name: read.user } : { name: read.user, uid: read.uid };
  if (read.group !== '') {
    event['group'] = { name: read.group };
    if (read.user !== '') event['users'] = [user];
  } else {
    event['user'] = user;
  }
  const app = line.header.program ?? 'shadow';
  event['actor'] = read.by === '' ? { app_name: app } : { app_name: app, user: { name: read.by } };
  setStatus(event, true);
  return lineParsed('shadow', logSource, line, meaning, event);
}

const nothing = { user: '', group: '', by: '', uid: '' } as const;

function readShadowLine(text: string): AccountLine | null {
  if (text.startsWith('new user: name=')) {
    const user = between(text, 'name=', ',') ?? '';
    return user === ''
      ? null
      : { ...nothing, action: 'user_created', user, uid: between(text, ' UID=', ',') ?? '' };
  }
  if (text.startsWith('new group: name=') || text.startsWith('group added to /etc/group: name=')) {
    const group = between(text, 'name=', ',') ?? text.slice(text.indexOf('name=') + 5);
    return group === '' ? null : { ...nothing, action: 'group_created', group };
  }
  if (text.startsWith('pam_')) {
    const pam = readPamLine(text);
    return pam?.kind === 'password_changed'
      ? { ...nothing, action: 'password_changed', user: pam.user }
      : null;
  }
  return readQuoted(text) ?? readGpasswd(text);
}

/** `add 'bob' to group 'sudo'` and the like. */
function readQuoted(text: string): AccountLine | null {
  const name = between(text, "'", "'") ?? '';
  if (name === '' || text.startsWith('failed ')) return null;
  const group = groupOf(text);
  if (text.startsWith("add '") && group !== '')
    return { ...nothing, action: 'group_member_added', user: name, group };
  if (text.startsWith("delete '") && group !== '') {
    return { ...nothing, action: 'group_member_removed', user: name, group };
  }
  if (text.startsWith("delete user '")) return { ...nothing, action: 'user_deleted', user: name };
  if (text.startsWith("lock user '")) return { ...nothing, action: 'user_locked', user: name };
  if (text.startsWith("unlock user '")) return { ...nothing, action: 'user_unlocked', user: name };
  if (text.startsWith("change user '")) {
    const password = text.endsWith("' password");
    return { ...nothing, action: password ? 'password_changed' : 'user_changed', user: name };
  }
  if (text.startsWith("removed group '") || (text.startsWith("group '") && text.endsWith(' removed'))) {
    return { ...nothing, action: 'group_deleted', group: name };
  }
  if (text.startsWith("password for '")) {
    return { ...nothing, action: 'password_changed', user: name, by: between(text, " by '", "'") ?? '' };
  }
  return null;
}

/** The group of `… group 'sudo'`; the second log line about the shadow group is left to the generic parser. */
function groupOf(text: string): string {
  if (text.includes(' shadow group ')) return '';
  return between(text, " group '", "'") ?? '';
}

/** `user bob added by root to group sudo`. */
function readGpasswd(text: string): AccountLine | null {
  const words = text.split(' ', 9);
  const [user, name, verb, by, who, , group, target] = words;
  if (user !== 'user' || by !== 'by' || group !== 'group' || words.length !== 8) return null;
  if (name === undefined || who === undefined || target === undefined || target === '') return null;
  if (verb === 'added')
    return { ...nothing, action: 'group_member_added', user: name, group: target, by: who };
  if (verb === 'removed')
    return { ...nothing, action: 'group_member_removed', user: name, group: target, by: who };
  return null;
}

function sentence(read: AccountLine): string {
  const by = read.by === '' ? '' : ` by ${read.by}`;
  switch (read.action) {
    case 'user_created':
      return `User ${read.user} was created.`;
    case 'user_deleted':
      return `User ${read.user} was deleted.`;
    case 'user_changed':
      return `User ${read.user} was changed.`;
    case 'user_locked':
      return `User ${read.user} was locked.`;
    case 'user_unlocked':
      return `User ${read.user} was unlocked.`;
    case 'password_changed':
      return `The password of ${read.user} was changed${by}.`;
    case 'group_member_added':
      return `${read.user} was added to group ${read.group}${by}.`;
    case 'group_member_removed':
      return `${read.user} was removed from group ${read.group}${by}.`;
    case 'group_created':
      return `Group ${read.group} was created.`;
    case 'group_deleted':
      return `Group ${read.group} was deleted.`;
  }
}
