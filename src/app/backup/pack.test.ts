import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filesOf, pack, unpack } from './pack.ts';

let folder: string;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-pack-'));
});
afterAll(() => rm(folder, { recursive: true }));

const freshFolder = async (): Promise<string> => {
  made += 1;
  const path = join(folder, String(made));
  await mkdir(path);
  return path;
};

async function write(root: string, files: Readonly<Record<string, Buffer | string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
}

async function bytesOf(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Gives bytes in pieces of a size that fits nothing. */
async function* inPieces(bytes: Buffer, size = 700): AsyncGenerator<Buffer> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const packed = async (root: string): Promise<Buffer> => bytesOf(pack(root, await filesOf(root)));
const longName = `${'n'.repeat(120)}.bin`;

test('a folder comes back as it was, and the same content makes the same bytes', async () => {
  const files = {
    'checksums.txt': 'checksums',
    'data.bin': Buffer.alloc(5_000, 7),
    'empty.txt': '',
    'whole.bin': Buffer.alloc(1_024, 1),
    [longName]: 'long',
    'p.proj/data.bin': 'inside',
  };
  const [root, other, target] = [await freshFolder(), await freshFolder(), await freshFolder()];
  await write(root, files);
  await write(other, Object.fromEntries(Object.entries(files).reverse()));
  const bytes = await packed(root);
  expect((await packed(other)).equals(bytes)).toBe(true);
  await unpack(inPieces(bytes), target, 'new');
  for (const [name, content] of Object.entries(files))
    expect(await readFile(join(target, name))).toEqual(Buffer.from(content));
  expect(await filesOf(target)).toEqual(await filesOf(root));
});

test('tar reads a pack', async () => {
  const [root, target] = [await freshFolder(), await freshFolder()];
  await write(root, { 'a.txt': 'one', [longName]: 'two', 'inside/b.txt': 'three' });
  await writeFile(join(folder, 'pack.tar'), await packed(root));
  await promisify(execFile)('tar', ['-xf', join(folder, 'pack.tar'), '-C', target]);
  expect((await readdir(target)).sort()).toEqual(['a.txt', 'inside', longName].sort());
  expect(await readFile(join(target, 'inside', 'b.txt'), 'utf8')).toBe('three');
});

test('any files in any pieces come back', async () => {
  const name = fc.stringMatching(/^[a-zA-Z0-9_.%-]{1,110}$/).filter((text) => !/^\.{1,2}$/.test(text));
  const files = fc.dictionary(name, fc.uint8Array({ maxLength: 3_000 }), { maxKeys: 6 });
  await fc.assert(
    fc.asyncProperty(files, fc.integer({ min: 1, max: 2_000 }), async (content, size) => {
      const [root, target] = [await freshFolder(), await freshFolder()];
      await write(
        root,
        Object.fromEntries(Object.entries(content).map(([at, bytes]) => [at, Buffer.from(bytes)])),
      );
      await unpack(inPieces(await packed(root), size), target, 'new');
      for (const [at, bytes] of Object.entries(content))
        expect(await readFile(join(target, at))).toEqual(Buffer.from(bytes));
      expect((await readdir(target)).length).toBe(Object.keys(content).length);
    }),
    { numRuns: 40 },
  );
});

/** A pack with one entry whose name is another of the same length, with the header's sum put right. */
async function renamed(to: string): Promise<Buffer> {
  const root = await freshFolder();
  await write(root, { [to.replaceAll(/[^a-z]/g, 'x')]: 'evil' });
  const bytes = await packed(root);
  bytes.write(to, 0);
  let sum = 8 * 0x20;
  for (const [at, byte] of bytes.subarray(0, 512).entries()) if (at < 148 || at >= 156) sum += byte;
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

test.for(['../evil', '/etc/evil', 'a/../../evil', 'a//evil', './evil', '..', 'a\\evil'])(
  'the name %s leads nowhere',
  async (name) => {
    const target = await freshFolder();
    await expect(unpack(inPieces(await renamed(name)), target, 'new')).rejects.toMatchObject({
      code: 'object_damaged',
    });
    expect(await readdir(target)).toEqual([]);
  },
);

test('a pack that is cut short, has bytes flipped in a header or something behind its end is refused', async () => {
  const root = await freshFolder();
  await write(root, { 'data.bin': Buffer.alloc(2_000, 5) });
  const bytes = await packed(root);
  const flipped = Buffer.from(bytes);
  flipped[3] = 0x41;
  const followed = Buffer.concat([bytes, Buffer.from('more')]);
  for (const [damaged, reason] of [
    [bytes.subarray(0, 1_500), 'it ends too early'],
    [bytes.subarray(0, 100), 'it ends too early'],
    [flipped, 'a header is damaged'],
    [followed, 'something follows its end'],
  ] as const) {
    await expect(unpack(inPieces(damaged), await freshFolder(), 'new')).rejects.toThrow(reason);
  }
});

test('a link is not followed out of the folder, and a file that is there is not overwritten unless that is asked', async () => {
  const [root, target] = [await freshFolder(), await freshFolder()];
  await write(root, { 'a.txt': 'new' });
  const bytes = await packed(root);
  await symlink('/etc/passwd', join(root, 'link'));
  await expect(filesOf(root)).rejects.toThrow('neither a file nor a folder');
  await write(target, { 'a.txt': 'old and longer' });
  await expect(unpack(inPieces(bytes), target, 'new')).rejects.toThrow('EEXIST');
  await unpack(inPieces(bytes), target, 'replace');
  expect(await readFile(join(target, 'a.txt'), 'utf8')).toBe('new');
});

test('a file that shrinks while it is read is an error, not a shorter file', async () => {
  const root = await freshFolder();
  await write(root, { 'a.txt': 'four' });
  await expect(bytesOf(pack(root, [{ name: 'a.txt', bytes: 9 }]))).rejects.toMatchObject({
    code: 'data_unreadable',
  });
});
