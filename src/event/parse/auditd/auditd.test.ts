import { describe, expect, it, test } from 'vitest';
import type { ParsedEvent, RecordFormat } from '../../event.ts';
import { receivedRecord } from '../../testing/received-record.ts';
import { parseRecord } from '../parse.ts';
import { readAuditLine } from './audit-fields.ts';
import { syscallName } from './syscalls.ts';

function parse(raw: string, format: RecordFormat = 'syslog'): ParsedEvent {
  const event = parseRecord(receivedRecord(format, raw));
  if (event.kind !== 'parsed') throw new Error(event.reason);
  return event;
}

const fieldsOf = (text: string): object => Object.fromEntries(readAuditLine(text)?.fields ?? []);
const execve = 'type=EXECVE msg=audit(1795435202.202:902): ';

describe('a line of auditd', () => {
  it('is one event, with the time and the serial number of the record', () => {
    const event = parse(`node=db1 ${execve}argc=3 a0="chattr" a1="-i" a2="/etc/passwd"`);
    expect(event.logSource).toEqual({ product: 'linux', category: 'process_creation', service: 'auditd' });
    expect(event.record).toMatchObject({
      host: 'db1',
      type: 'EXECVE',
      serial: 902,
      a0: 'chattr',
      a1: '-i',
      a2: '/etc/passwd',
      CommandLine: 'chattr -i /etc/passwd',
      Image: '*/chattr',
    });
    expect(event.ocsf).toEqual({
      class_uid: 1007,
      category_uid: 1,
      activity_id: 1,
      activity_name: 'Launch',
      type_uid: 100701,
      severity_id: 1,
      time: Date.UTC(2026, 10, 23, 12, 0, 2, 202),
      metadata: {
        version: '1.9.0-dev',
        product: { name: 'auditd', vendor_name: 'Linux' },
        log_name: 'audit',
      },
      message: 'audit EXECVE chattr -i /etc/passwd',
      device: { hostname: 'db1', type_id: 0 },
      actor: { app_name: 'auditd' },
      process: {
        uid: '902',
        name: 'chattr',
        cmd_line: 'chattr -i /etc/passwd',
        file: { name: 'chattr', path: '*/chattr', type_id: 0 },
      },
    });
  });

  it.each<[string, string, object]>([
    [
      'hex digits for a text',
      `${execve}argc=2 a0="sh" a1=2F746D702F6D7920736372697074`,
      { a1: '/tmp/my script' },
    ],
    ['hex digits for UTF-8', `${execve}argc=1 a0=D181D0BCD0B8`, { a0: 'сми' }],
    ['hex digits in quotes, which are a text', `${execve}argc=2 a0="cafe" a1="AB"`, { a0: 'cafe', a1: 'AB' }],
    [
      'an argument in pieces',
      `${execve}argc=2 a0="sh" a1_len=6 a1[0]=6162 a1[1]=63`,
      { a0: 'sh', a1: 'abc' },
    ],
    [
      'addresses of a system call, which are no text',
      'type=SYSCALL msg=audit(1795435202.1:9): syscall=41 a0=26 a1=AB',
      { a0: '26', a1: 'AB' },
    ],
    [
      'fields of a program in quotes',
      `type=SERVICE_STOP msg=audit(1795435202.1:9): pid=1 uid=0 msg='unit=ufw comm="systemd" exe="/lib/x" addr=? res=success'`,
      { pid: '1', unit: 'ufw', comm: 'systemd', exe: '/lib/x', res: 'success' },
    ],
    [
      'names that auditd adds',
      'type=SYSCALL msg=audit(1795435202.1:9): arch=c000003e syscall=59 key="x"\x1dARCH=x86_64 SYSCALL=execve UID="root"',
      { key: 'x', ARCH: 'x86_64', SYSCALL: 'execve', UID: 'root' },
    ],
    [
      'the same through rsyslog',
      'type=SYSCALL msg=audit(1795435202.1:9): key=(null)#035SYSCALL=execve UID="root"',
      { SYSCALL: 'execve', UID: 'root' },
    ],
    ['an open quote', `${execve}a0="sh a1="x"`, { a0: 'sh a1=' }],
    ['nothing', execve, {}],
  ])('is read with %s', (_what, line, wanted) => {
    const fields = fieldsOf(line);
    expect(fields).toMatchObject(wanted);
    expect(fields).not.toHaveProperty('addr');
  });

  it.each([
    ['PROCTITLE', 'proctitle=6C73002D6C00', { proctitle: 'ls -l' }, null, 0],
    ['PATH', 'name="/etc/x" nametype=CREATE', { TargetFilename: '/etc/x' }, 'file_event', 1001],
    ['PATH', 'name="x" nametype=CREATE', { name: 'x' }, null, 1001],
    ['PATH', 'name=(null) nametype=UNKNOWN', { nametype: 'UNKNOWN' }, null, 0],
    [
      'SYSCALL',
      'arch=c000003e syscall=59 success=yes pid=4 ppid=3 exe="/bin/ls"',
      { SYSCALL: 'execve', Image: '/bin/ls', ProcessId: '4' },
      'process_creation',
      1007,
    ],
    ['SYSCALL', 'arch=c000003e syscall=59 success=no pid=4 exe="/bin/ls"', { SYSCALL: 'execve' }, null, 0],
    ['SYSCALL', 'arch=c00000b7 syscall=279 success=yes exe="/bin/ls"', { SYSCALL: 'memfd_create' }, null, 0],
    ['SYSCALL', 'arch=40000028 syscall=11', { syscall: '11' }, null, 0],
    [
      'USER_LOGIN',
      `pid=1 msg='op=login acct="root" exe="/usr/sbin/sshd" addr=203.0.113.7 res=failed'`,
      { acct: 'root' },
      null,
      3002,
    ],
    ['USER_AUTH', 'pid=1', {}, null, 0],
    ['ADD_USER', 'uid=0 id=1001', { id: '1001' }, null, 3001],
    ['1309', 'a0="id"', { type: 'EXECVE', CommandLine: 'id' }, 'process_creation', 1007],
    ['EXECVE', 'argc=0', {}, 'process_creation', 1007],
  ])('of type %s says %s', (type, rest, fields, category, classUid) => {
    const event = parse(`type=${type} msg=audit(1795435202.1:9): ${rest}`);
    expect(event.record).toMatchObject(fields);
    expect(event.logSource).toEqual({ product: 'linux', category, service: 'auditd' });
    expect(event.ocsf.class_uid).toBe(classUid);
  });

  it('that was refused says so', () => {
    const event = parse(
      `type=USER_LOGIN msg=audit(1795435202.1:9): msg='acct="root" exe="/usr/sbin/sshd" addr=203.0.113.7 res=failed'`,
    );
    expect(event.ocsf).toMatchObject({
      status: 'Failure',
      severity_id: 2,
      user: { name: 'root' },
      service: { name: 'sshd' },
      src_endpoint: { ip: '203.0.113.7' },
    });
  });

  it('comes from the syslog plugin and from the kernel, too', () => {
    const plugin = parse(`<86>Nov 23 12:00:04 web1 audispd: ${execve}a0="id"`);
    expect(plugin.record).toMatchObject({ host: 'web1', program: 'audispd', type: 'EXECVE' });
    const kernel = parse(
      '<4>Nov 23 12:00:10 web1 kernel: [ 1234.567890] audit: type=1400 audit(1795435210.010:910): apparmor="DENIED" pid=5',
    );
    expect(kernel.record).toMatchObject({ host: 'web1', type: 'AVC', apparmor: 'DENIED', pid: '5' });
  });

  it.each([
    'type=EXECVE msg=audit(soon:1): a0="x"',
    'type=execve msg=audit(1795435210.010:910): a0="x"',
    'time=5 audit(',
    'audit( type=',
  ])('is not seen in %s', (line) => {
    expect(parse(line).parser).toBe('syslog');
  });

  it('keeps no more fields than a bound, and takes linear time', () => {
    const line = `${execve}${Array.from({ length: 1_500 }, (_, at) => `a${at}=61`).join(' ')}`;
    expect(Object.keys(parse(line.slice(0, 16_000)).record).length).toBeLessThan(600);
    const started = performance.now();
    for (const filling of ['=', ' ', '"', "'a=", '#035', 'a=('])
      parse(`${execve}${filling.repeat(16_000 / filling.length - 30)}`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('an event of LAUREL', () => {
  const exec = {
    ID: '1795435221.121:921',
    NODE: 'web1',
    SYSCALL: {
      arch: '0xc000003e',
      syscall: 59,
      success: 'yes',
      ppid: 3,
      pid: 4,
      a0: '0x5',
      exe: '/usr/bin/curl',
      UID: 'root',
      key: 'x',
    },
    EXECVE: { argc: 2, ARGV: ['curl', '@/etc/shadow'] },
    CWD: { cwd: '/tmp' },
    PATH: [{ name: '/usr/bin/curl', nametype: 'NORMAL' }],
    PARENT_INFO: { exe: '/usr/bin/node', ARGV: ['node', 'server.js'] },
  };

  it('has the fields of all its records under auditd’s names and those for processes', () => {
    const event = parse(JSON.stringify(exec), 'json');
    expect(event.logSource).toEqual({ product: 'linux', category: 'process_creation', service: 'auditd' });
    expect(event.record).toMatchObject({
      type: ['SYSCALL', 'EXECVE', 'CWD', 'PATH'],
      serial: 921,
      SYSCALL: 'execve',
      a0: 'curl',
      a1: '@/etc/shadow',
      exe: '/usr/bin/curl',
      name: ['/usr/bin/curl'],
      Image: '/usr/bin/curl',
      CommandLine: 'curl @/etc/shadow',
      ParentImage: '/usr/bin/node',
      ParentCommandLine: 'node server.js',
      CurrentDirectory: '/tmp',
      User: 'root',
    });
    expect(event.ocsf).toMatchObject({
      class_uid: 1007,
      time: Date.UTC(2026, 10, 23, 12, 0, 21, 121),
      device: { hostname: 'web1' },
      process: { pid: 4, cmd_line: 'curl @/etc/shadow', parent_process: { pid: 3 } },
    });
  });

  it('about a file that is created is of the category file_event', () => {
    const event = parse(
      JSON.stringify({
        ...exec,
        SYSCALL: { ...exec.SYSCALL, syscall: 257 },
        EXECVE: undefined,
        PATH: [
          { name: '/etc/cron.d/', nametype: 'PARENT' },
          { name: '/etc/cron.d/x', nametype: 'CREATE' },
        ],
      }),
      'json',
    );
    expect(event.logSource.category).toBe('file_event');
    expect(event.record).toMatchObject({
      TargetFilename: ['/etc/cron.d/x'],
      Image: '/usr/bin/curl',
      a0: '0x5',
    });
    expect(event.ocsf).toMatchObject({ class_uid: 1001, activity_id: 1, file: { path: '/etc/cron.d/x' } });
  });

  it.each([
    ['no records', { ID: '1795435221.121:921', NODE: 'x' }],
    ['an odd id', { ID: 'x', SYSCALL: {} }],
  ])('is any JSON with %s', (_what, value) => {
    expect(parse(JSON.stringify(value), 'json').parser).toBe('json');
  });

  it('with odd members is read as far as it goes', () => {
    const event = parse(
      JSON.stringify({ ID: '1795435221.121:921', SYSCALL: 7, EXECVE: { ARGV: 'x' }, PATH: [1, null] }),
      'json',
    );
    expect(event.parser).toBe('auditd');
  });
});

test('a system call has the name of its architecture', () => {
  expect(syscallName('c000003e', '59')).toBe('execve');
  expect(syscallName('0xc00000b7', '221')).toBe('execve');
  expect(syscallName('c000003e', '9999')).toBeNull();
});
