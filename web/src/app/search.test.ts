import { describe, expect, test } from 'vitest';
import { readEventsSearch, readFindingsSearch, readIncidentsSearch, readSignInSearch } from './search.ts';

describe('what the URL of a page holds', () => {
  test('an edited link still opens: what does not fit is dropped', () => {
    expect(readIncidentsSearch({ view: 'sideways', severity: 'high,purple', q: 'ssh' })).toEqual({
      view: undefined,
      severity: ['high'],
      companyId: undefined,
      q: 'ssh',
    });
    expect(readFindingsSearch({ status: 'all' }).status).toBe('all');
    expect(readEventsSearch({ range: 'forever' }).range).toBeUndefined();
    expect(readEventsSearch({ range: '7d' }).range).toBe('7d');
  });

  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    'incidents',
  ])('signing in never leads to %s', (redirect) => {
    expect(readSignInSearch({ redirect }).redirect).toBeUndefined();
  });

  test('signing in leads back to where one was', () => {
    expect(readSignInSearch({ redirect: '/incidents?severity=high' }).redirect).toBe(
      '/incidents?severity=high',
    );
  });
});
