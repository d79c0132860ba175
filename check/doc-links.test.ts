import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { docLinksStep, headingAnchors, localLinks } from './doc-links.ts';

test('links and images into the project are found; addresses and code are passed over', () => {
  const text =
    '[a](docs/a.md#part "T") ![b](img/b.png)\n[c](https://x.example/)\n`[d](d.md)`\n```\n[e](e.md)\n```\n[f](#g)\n';
  expect(localLinks(text)).toEqual([
    { path: 'docs/a.md', anchor: 'part', line: 1 },
    { path: 'img/b.png', anchor: '', line: 1 },
    { path: '', anchor: 'g', line: 7 },
  ]);
});

test('anchors are made as GitHub makes them', () => {
  const text = '# What it is *not*\n## `npm run demo`, in short\n## Same\n## Same\n```sh\n# a comment\n```\n';
  expect(headingAnchors(text)).toEqual(['what-it-is-not', 'npm-run-demo-in-short', 'same', 'same-1']);
});

test('a missing file and a missing heading are complained about with their line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-links-'));
  try {
    mkdirSync(join(folder, 'docs'));
    writeFileSync(
      join(folder, 'README.md'),
      '# Top\n[a](docs/a.md) [b](docs/a.md#here) [c](docs/a.md#gone)\n[d](#top) [e](none.md)\n',
    );
    writeFileSync(join(folder, 'docs/a.md'), '## Here\n[back](../README.md#top)\n');
    expect(await docLinksStep.run(folder)).toEqual({
      ok: false,
      output: 'README.md:2: docs/a.md has no heading #gone\nREADME.md:3: none.md does not exist',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
