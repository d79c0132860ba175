import { expect, test } from 'vitest';
import { scriptsOf, type Manifest } from './page-weight.ts';

const manifest: Manifest = {
  'index.html': { file: 'index.js', imports: ['_base.js'] },
  '_base.js': { file: 'base.js', imports: ['index.html'] },
  'page.tsx': { file: 'page.js', imports: ['_base.js', '_chart.js'] },
  '_chart.js': { file: 'chart.js' },
  'other.tsx': { file: 'other.js' },
};

test('a page needs its script and all that it imports, each once', () => {
  expect(scriptsOf(manifest, ['index.html', 'page.tsx'])).toEqual([
    'base.js',
    'chart.js',
    'index.js',
    'page.js',
  ]);
  expect(scriptsOf(manifest, ['index.html'])).toEqual(['base.js', 'index.js']);
});

test('a page that was renamed is told, not passed over', () => {
  expect(() => scriptsOf(manifest, ['gone.tsx'])).toThrow('gone.tsx');
});
