import { describe, expect, it } from 'vitest';
import type { ParsedEvent } from '../event.ts';
import { receivedRecord } from '../testing/received-record.ts';
import { parseRecord } from './parse.ts';

function parse(line: string): ParsedEvent {
  const event = parseRecord(receivedRecord('syslog', line));
  if (event.kind !== 'parsed') throw new Error(event.reason);
  return event;
}

const said = (program: string, text: string): ParsedEvent =>
  parse(`<86>Nov 23 11:59:58 web1 ${program}: ${text}`);

describe('sshd', () => {
  it('becomes an Authentication event with the user, the far end and the outcome', () => {
    expect(
      said('sshd[4242]', 'Failed password for invalid user admin from 203.0.113.7 port 52211 ssh2'),
    ).toEqual({
      kind: 'parsed',
      parser: 'sshd',
      logSource: { product: 'linux', category: null, service: 'sshd' },
      record: {
        host: 'web1',
        program: 'sshd',
        pid: 4242,
        facility: 10,
        severity: 6,
        message: 'Failed password for invalid user admin from 203.0.113.7 port 52211 ssh2',
        action: 'failed',
        user: 'admin',
        src_ip: '203.0.113.7',
        src_port: 52211,
        method: 'password',
        invalid_user: true,
      },
      ocsf: {
        class_uid: 3002,
        category_uid: 3,
        activity_id: 1,
        activity_name: 'Logon',
        type_uid: 300201,
        severity_id: 1,
        time: Date.UTC(2026, 10, 23, 11, 59, 58),
        metadata: {
          version: '1.9.0-dev',
          product: { name: 'OpenSSH', vendor_name: 'OpenBSD' },
          log_name: 'auth',
        },
        message: 'Log-on of admin from 203.0.113.7 by password failed.',
        device: { hostname: 'web1', type_id: 0 },
        user: { name: 'admin' },
        service: { name: 'sshd' },
        is_remote: true,
        src_endpoint: { ip: '203.0.113.7', port: 52211 },
        status_id: 2,
        status: 'Failure',
        auth_protocol_id: 99,
        auth_protocol: 'password',
        status_detail: 'The user does not exist.',
      },
    });
  });

  it.each(['sshd', 'sshd-session', 'sshd-auth'])('is known by the program name %s', (program) => {
    const event = said(`${program}[1]`, 'Accepted password for ana from 198.51.100.4 port 40022 ssh2');
    expect(event.parser).toBe('sshd');
    expect(event.ocsf).toMatchObject({
      class_uid: 3002,
      activity_id: 1,
      status: 'Success',
      user: { name: 'ana' },
    });
  });

  it('counts lines that syslog folded', () => {
    const event = said(
      'sshd[1]',
      'message repeated 3 times: [ Failed password for root from 203.0.113.7 port 1 ssh2]',
    );
    expect(event.record).toMatchObject({
      count: 3,
      action: 'failed',
      user: 'root',
      message: 'Failed password for root from 203.0.113.7 port 1 ssh2',
    });
    expect(event.ocsf['count']).toBe(3);
  });

  it.each([
    'message repeated 0 times: [ x]',
    'message repeated x times: [ y]',
    'message repeated 9999999 times: [ z]',
  ])('leaves a frame that is none alone: %s', (text) => {
    expect(said('sshd[1]', text).record).toMatchObject({ message: text });
    expect(said('sshd[1]', text).record).not.toHaveProperty('count');
  });

  it.each([
    ['Disconnected from user ana 198.51.100.4 port 40022', 3002, 2, 'Success'],
    ['Connection closed by authenticating user root 203.0.113.7 port 1 [preauth]', 3002, 99, 'Failure'],
    ['Connection closed by 203.0.113.7 port 1 [preauth]', 4007, 2, undefined],
    ['pam_unix(sshd:session): session closed for user ana', 3002, 2, 'Success'],
  ])('tells a log-off from a caller who gave up: %s', (text, classUid, activityId, status) => {
    const { ocsf } = said('sshd[1]', text);
    expect([ocsf.class_uid, ocsf.activity_id, ocsf['status']]).toEqual([classUid, activityId, status]);
  });
});

describe('sudo', () => {
  it('makes a command a Process Activity of the user who ran it', () => {
    const event = said(
      'sudo[77]',
      '     ana : TTY=pts/0 ; PWD=/home/ana ; USER=root ; COMMAND=/usr/bin/cat /etc/shadow',
    );
    expect(event.logSource).toEqual({ product: 'linux', category: null, service: 'sudo' });
    expect(event.record).toMatchObject({
      action: 'command',
      user: 'ana',
      target_user: 'root',
      command: '/usr/bin/cat /etc/shadow',
      tty: 'pts/0',
      pwd: '/home/ana',
    });
    expect(event.ocsf).toMatchObject({
      class_uid: 1007,
      activity_id: 1,
      status: 'Success',
      message: 'ana ran /usr/bin/cat /etc/shadow as root.',
      actor: { user: { name: 'ana' } },
      process: { pid: 77, name: 'cat', cmd_line: '/usr/bin/cat /etc/shadow', user: { name: 'root' } },
    });
  });

  it('keeps a command that looks like more fields whole', () => {
    const event = said(
      'sudo',
      'ana : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/echo x ; USER=eve ; COMMAND=/bin/id',
    );
    expect(event.record).toMatchObject({
      target_user: 'root',
      command: '/bin/echo x ; USER=eve ; COMMAND=/bin/id',
    });
  });

  it.each([
    [
      'eve : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id',
      'not_in_sudoers',
      1007,
    ],
    ['eve : command not allowed ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id', 'refused', 1007],
    [
      'eve : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id',
      'auth_failure',
      3002,
    ],
    [
      'pam_unix(sudo:auth): authentication failure; logname=eve uid=1 euid=0 tty=/dev/pts/1 ruser=eve rhost=  user=eve',
      'auth_failure',
      3002,
    ],
  ])('says that it was refused: %s', (text, action, classUid) => {
    const event = said('sudo', text);
    expect(event.record).toMatchObject({ action, user: 'eve' });
    expect(event.ocsf).toMatchObject({ class_uid: classUid, status: 'Failure' });
  });
});

describe('su', () => {
  it.each([
    ['(to root) ana on pts/0', 'session_opened', 'ana', 'root', 'Success'],
    ['FAILED SU (to root) eve on pts/1', 'auth_failure', 'eve', 'root', 'Failure'],
    ['Successful su for root by ana', 'session_opened', 'ana', 'root', 'Success'],
    ['FAILED su for root by eve', 'auth_failure', 'eve', 'root', 'Failure'],
    [
      'pam_unix(su-l:session): session opened for user root(uid=0) by ana(uid=1000)',
      'session_opened',
      'ana',
      'root',
      'Success',
    ],
  ])('is a switch of accounts: %s', (text, action, user, target, status) => {
    const event = said('su[88]', text);
    expect(event.record).toMatchObject({ action, user, target_user: target });
    expect(event.ocsf).toMatchObject({ class_uid: 3002, activity_id: 7, status, user: { name: target } });
  });
});

describe('shadow', () => {
  it.each([
    [
      'useradd',
      'new user: name=mallory, UID=1002, GID=1002, home=/home/m, shell=/bin/sh, from=none',
      'user_created',
      300101,
    ],
    ['usermod', "add 'mallory' to group 'sudo'", 'group_member_added', 300603],
    ['gpasswd', 'user mallory added by root to group sudo', 'group_member_added', 300603],
    ['gpasswd', 'user mallory removed by root from group sudo', 'group_member_removed', 300604],
    ['usermod', "lock user 'mallory' password", 'user_locked', 300109],
    ['usermod', "change user 'mallory' shell from '/bin/sh' to '/bin/bash'", 'user_changed', 300199],
    ['passwd', 'pam_unix(passwd:chauthtok): password changed for mallory', 'password_changed', 300103],
    ['userdel', "delete user 'mallory'", 'user_deleted', 300106],
  ])('%s: %s', (program, text, action, typeUid) => {
    const event = said(`${program}[9]`, text);
    expect(event.parser).toBe('shadow');
    expect(event.record).toMatchObject({ action, user: 'mallory' });
    expect(event.ocsf.type_uid).toBe(typeUid);
  });

  it('names the group and who did it', () => {
    const event = said('gpasswd[9]', 'user mallory added by root to group sudo');
    expect(event.ocsf).toMatchObject({
      group: { name: 'sudo' },
      users: [{ name: 'mallory' }],
      actor: { user: { name: 'root' } },
      message: 'mallory was added to group sudo by root.',
    });
  });

  it('counts one addition once: the line about the shadow group stays generic', () => {
    expect(said('usermod[9]', "add 'mallory' to shadow group 'sudo'").parser).toBe('syslog');
  });
});

describe('any other line', () => {
  it('is a base event with program and message', () => {
    const event = parse('<28>Nov 23 11:59:58 web1 systemd[1]: Started session 12.');
    expect(event.parser).toBe('syslog');
    expect(event.ocsf).toMatchObject({
      class_uid: 0,
      activity_id: 0,
      severity_id: 2,
      message: 'systemd: Started session 12.',
    });
  });

  it('keeps structured data in the record', () => {
    const event = parse('<34>1 2026-11-23T11:59:58Z h app 1 id [m@1 k="v"] text');
    expect(event.record).toMatchObject({ structured_data: { 'm@1': { k: 'v' } }, message: 'text' });
  });

  it('takes the sender for the host when the header has none', () => {
    expect(parse('<34>no header at all').record).toMatchObject({
      host: '192.0.2.10',
      message: 'no header at all',
    });
  });

  it.each([
    ['CRON', 'linux', 'cron'],
    ['clamd', 'linux', 'clamav'],
    ['%SYS-5-CONFIG_I', 'cisco', null],
    ['nginx', 'linux', 'syslog'],
  ])('of %s has the log source %s/%s', (program, product, service) => {
    expect(said(program, 'text').logSource).toEqual({ product, category: null, service });
  });
});
