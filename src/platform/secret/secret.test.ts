import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSecretBox, loadMasterKey } from './index.ts';

const box = createSecretBox(Buffer.alloc(32, 7));

test('what is sealed opens again for the same purpose', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (plain) => {
      const opened = box.open(box.seal(plain, 'totp'), 'totp');
      expect(opened).toEqual({ ok: true, value: Buffer.from(plain, 'utf8').toString('utf8') });
    }),
  );
});

test('a sealed value does not open for another purpose or under another key', () => {
  const sealed = box.seal('secret', 'totp');
  const other = createSecretBox(Buffer.alloc(32, 8));
  expect(box.open(sealed, 'smtp')).toMatchObject({ ok: false, error: { code: 'secret_unreadable' } });
  expect(other.open(sealed, 'totp')).toMatchObject({ ok: false, error: { code: 'secret_unreadable' } });
});

test('damaged text is an error, never a throw', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(box.open(text, 'totp').ok).toBe(false);
      expect(box.open(`v1.${text}`, 'totp').ok).toBe(false);
    }),
  );
});

test('the master key is made once, readable by its owner only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-key-'));
  try {
    const first = await loadMasterKey(folder, undefined);
    expect(await loadMasterKey(folder, undefined)).toEqual(first);
    expect((await stat(join(folder, 'secrets', 'master.key'))).mode & 0o777).toBe(0o600);
    expect(first).toHaveLength(32);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a key of the wrong length from the environment is refused', async () => {
  await expect(loadMasterKey('/nowhere', 'c2hvcnQ=')).rejects.toThrow('32 bytes');
});
