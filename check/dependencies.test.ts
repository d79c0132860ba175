import { expect, test } from 'vitest';
import { undecided } from './dependencies.ts';

test('a dependency is decided when a row names it, alone or after others of its scope', () => {
  const markdown = [
    '| dependency | what for |',
    '|---|---|',
    '| pg | driver |',
    '| @mantine/core, dates | components |',
    '| vite, @vitejs/plugin-react | build |',
    'zod is only in the prose',
  ].join('\n');
  const names = [
    'pg',
    '@mantine/core',
    '@mantine/dates',
    '@mantine/form',
    'vite',
    '@vitejs/plugin-react',
    'zod',
  ];
  expect(undecided(names, markdown)).toEqual(['@mantine/form', 'zod']);
});
