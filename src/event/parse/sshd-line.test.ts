import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSshdLine } from './sshd-line.ts';

const caller = (user: string, invalid = false, port: number | null = 52211, address = '203.0.113.7') => ({
  user,
  invalid,
  address,
  port,
});

describe('a line of OpenSSH', () => {
  it.each([
    [
      'Accepted password for root from 203.0.113.7 port 52211 ssh2',
      { kind: 'accepted', method: 'password', caller: caller('root') },
    ],
    [
      'Accepted publickey for bob from 2001:db8::7 port 52211 ssh2: ED25519 SHA256:abc',
      { kind: 'accepted', method: 'publickey', caller: caller('bob', false, 52211, '2001:db8::7') },
    ],
    [
      'Failed password for invalid user admin from 203.0.113.7 port 52211 ssh2',
      { kind: 'failed', method: 'password', caller: caller('admin', true) },
    ],
    [
      'Failed keyboard-interactive/pam for root from 203.0.113.7 port 52211 ssh2',
      { kind: 'failed', method: 'keyboard-interactive/pam', caller: caller('root') },
    ],
    [
      'Failed password for root from host.example.org port 52211 ssh2',
      { kind: 'failed', method: 'password', caller: caller('root', false, 52211, 'host.example.org') },
    ],
    [
      'Postponed publickey for bob from 203.0.113.7 port 52211 ssh2 [preauth]',
      { kind: 'postponed', method: 'publickey', caller: caller('bob') },
    ],
    [
      'Invalid user admin from 203.0.113.7 port 52211',
      { kind: 'invalid_user', caller: caller('admin', true) },
    ],
    ['Invalid user admin from 203.0.113.7', { kind: 'invalid_user', caller: caller('admin', true, null) }],
    ['Invalid user  from 203.0.113.7 port 52211', { kind: 'invalid_user', caller: caller('', true) }],
    [
      'error: maximum authentication attempts exceeded for root from 203.0.113.7 port 52211 ssh2 [preauth]',
      { kind: 'too_many_failures', caller: caller('root') },
    ],
    [
      'maximum authentication attempts exceeded for invalid user x from 203.0.113.7 port 52211 ssh2 [preauth]',
      { kind: 'too_many_failures', caller: caller('x', true) },
    ],
    [
      'error: PAM: Authentication failure for root from 203.0.113.7',
      { kind: 'pam_failure', count: 1, caller: caller('root', false, null) },
    ],
    [
      'error: PAM: User not known to the underlying authentication module for illegal user x from 203.0.113.7',
      { kind: 'pam_failure', count: 1, caller: caller('x', true, null) },
    ],
    [
      'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.7  user=root',
      { kind: 'pam_failure', count: 1, caller: caller('root', false, null) },
    ],
    [
      'PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.7  user=root',
      { kind: 'pam_failure', count: 2, caller: caller('root', false, null) },
    ],
    [
      'pam_unix(sshd:session): session opened for user bob(uid=1000) by bob(uid=0)',
      { kind: 'session_opened', user: 'bob' },
    ],
    [
      'pam_unix(sshd:session): session opened for user bob by (uid=0)',
      { kind: 'session_opened', user: 'bob' },
    ],
    ['pam_unix(sshd:session): session closed for user bob', { kind: 'session_closed', user: 'bob' }],
    [
      'Connection from 203.0.113.7 port 52211 on 192.0.2.1 port 22 rdomain ""',
      { kind: 'connected', caller: caller('') },
    ],
    [
      'Connection closed by authenticating user root 203.0.113.7 port 52211 [preauth]',
      { kind: 'disconnected', stage: 'authenticating', caller: caller('root') },
    ],
    [
      'Connection reset by invalid user a b 203.0.113.7 port 52211 [preauth]',
      { kind: 'disconnected', stage: 'authenticating', caller: caller('a b', true) },
    ],
    [
      'Connection closed by 203.0.113.7 port 52211 [preauth]',
      { kind: 'disconnected', stage: 'unknown', caller: caller('') },
    ],
    [
      'Disconnected from user bob 203.0.113.7 port 52211',
      { kind: 'disconnected', stage: 'done', caller: caller('bob') },
    ],
    [
      'Received disconnect from 203.0.113.7 port 52211:11: Bye Bye [preauth]',
      { kind: 'disconnected', stage: 'unknown', caller: caller('') },
    ],
    [
      'Disconnecting authenticating user root 203.0.113.7 port 52211: Too many authentication failures [preauth]',
      { kind: 'disconnected', stage: 'authenticating', caller: caller('root') },
    ],
    [
      'User bob from 203.0.113.7 not allowed because not listed in AllowUsers',
      { kind: 'not_allowed', caller: caller('bob', false, null) },
    ],
  ])('is read: %s', (text, expected) => {
    expect(readSshdLine(text)).toEqual(expected);
  });

  it.each([
    'Server listening on 0.0.0.0 port 22.',
    '',
    'Failed',
    'Failed password for root',
    'Accepted password for x from  port 1',
    'Failed password for x from 1.2.3.4 port 99999 ssh2',
    'PAM x more authentication failures; rhost=1',
  ])('that reports no log-on is left to the generic parser: %j', (text) => {
    expect(readSshdLine(text)).toBeNull();
  });

  it('gives the true far end whatever a client put into the user name', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 60 }),
          fc.constantFrom(
            'a from 192.0.2.1 port 1 ssh2',
            'x from 192.0.2.1',
            ' port 1',
            'y from 192.0.2.1 port 1 ssh2: RSA z',
          ),
        ),
        (name) => {
          const failed = readSshdLine(
            `Failed password for invalid user ${name} from 203.0.113.7 port 52211 ssh2`,
          );
          const invalid = readSshdLine(`Invalid user ${name} from 203.0.113.7 port 52211`);
          const gone = readSshdLine(
            `Connection closed by invalid user ${name} 203.0.113.7 port 52211 [preauth]`,
          );
          for (const line of [failed, invalid, gone]) {
            expect(line).toMatchObject({
              caller: { user: name, invalid: true, address: '203.0.113.7', port: 52211 },
            });
          }
        },
      ),
    );
  });
});
