import { describe, expect, test } from 'vitest';
import type { DescribedWindow } from './described-window.ts';
import { createMemoryRows } from './memory-rows.ts';
import { correlationRows, type CorrelationRow, type MatchedEvent } from './row.ts';
import { correlation, plan } from './testing/scenario.ts';
import { waysTo } from './window-way.ts';
import { windowVerdicts } from './window-verdict.ts';

/** `a 5 u=ana`: rule `a` matched an event at second 5 whose field `u` is `ana`. Its id is its place: `e0`, `e1`, … */
const matchOf = (line: string, index: number): MatchedEvent => {
  const [ruleId = '', seconds = '', ...fields] = line.split(' ');
  const record = Object.fromEntries(fields.map((field) => field.split('=') as [string, string]));
  return { ruleId, eventId: `e${index}`, time: Number(seconds) * 1_000, record };
};

interface Told {
  readonly documents: readonly string[];
  readonly lines: readonly string[];
  /** Place of the event that is asked about. */
  readonly event: number;
  readonly closedBefore?: number;
  readonly keep?: (row: CorrelationRow) => boolean;
}

/** What the last of the documents makes of an event: `group state`, its best window and that window's parts. */
async function told({ closedBefore = Infinity, documents, event, keep = () => true, lines }: Told) {
  const planned = plan(...documents);
  const id = planned.correlations.at(-1)?.correlation.id ?? '';
  const matches = lines.map(matchOf);
  const source = createMemoryRows();
  source.add(matches.flatMap((match) => correlationRows(planned, match)).filter(keep));
  const asked = matches[event];
  if (asked === undefined) throw new Error('no such event');
  const ways = waysTo(planned, id, asked);
  const about = { id: asked.eventId, time: asked.time };
  const verdicts = await windowVerdicts(planned, id, about, ways, source, closedBefore);
  return {
    verdicts: verdicts.map(({ group, state }) => `${group} ${state}`),
    windows: verdicts.map(({ best }) => (best === null ? null : windowText(best))),
    parts: verdicts.flatMap(
      ({ best }) => best?.parts.map((part) => `${part.id} ${part.state} ${part.count}`) ?? [],
    ),
    shown: verdicts.map(
      ({ best }) => best?.parts.flatMap(({ shown }) => shown.map(({ eventId }) => eventId)) ?? [],
    ),
    hits: verdicts.map(({ hit }) => (hit === null ? null : `${hit.from / 1_000}-${hit.to / 1_000}`)),
    missing: ways.map(({ missing }) => missing),
    inner: verdicts.map(({ innerId }) => innerId),
  };
}

const windowText = ({ figure, from, matches, missing, to }: DescribedWindow): string =>
  `${from / 1_000}-${to / 1_000}: ${matches} matches, figure ${figure ?? 'none'}, ${missing ?? 'nothing'} missing`;

const counts = (condition: string, type = 'event_count'): string =>
  correlation('asked', `type: ${type}\nrules: [a, b]\ngroup-by: [u]\ntimespan: 10m\ncondition: ${condition}`);
const temporal = (type: string, more = ''): string =>
  correlation('asked', `type: ${type}\nrules: [a, b, c]\ngroup-by: [u]\ntimespan: 10m${more}`);

describe('counts tell how far the best window with the event came', () => {
  test('four of at least five: one is missing, and matches out of reach do not count', async () => {
    const lines = ['a 0 u=ana', 'a 300 u=ana', 'b 500 u=ana', 'a 600 u=ana', 'a 1000 u=ana', 'a 600 u=eve'];
    const { hits, parts, shown, verdicts, windows } = await told({
      documents: [counts('{ gte: 5 }')],
      lines,
      event: 2,
    });
    expect(verdicts).toEqual(['["ana"] short']);
    // From 0 to 600 and from 300 to 900 are windows; from 500 on there are three.
    expect(windows).toEqual(['0-600: 4 matches, figure 4, 1 missing']);
    expect(parts).toEqual(['a present 3', 'b present 1']);
    expect(shown).toEqual([['e0', 'e1', 'e3', 'e2']]);
    expect(hits).toEqual([null]);
  });

  test('an event beside a window that holds is not in it', async () => {
    const lines = ['a 0 u=1', 'a 10 u=1', 'a 20 u=1', 'a 615 u=1'];
    const documents = [counts('{ gte: 3 }')];
    const near = await told({ documents, lines, event: 3 });
    expect([near.verdicts, near.windows]).toEqual([
      ['["1"] short'],
      ['20-615: 2 matches, figure 2, 1 missing'],
    ]);
    const held = await told({ documents, lines, event: 1 });
    expect([held.verdicts, held.windows, held.hits]).toEqual([
      ['["1"] holds'],
      ['0-20: 3 matches, figure 3, nothing missing'],
      ['0-20'],
    ]);
  });

  test.each([
    ['value_count', '{ field: v, gt: 2 }', 'figure 2, 1 missing'],
    ['value_sum', '{ field: v, gte: 100 }', 'figure 18, nothing missing'],
    ['value_avg', '{ field: v, lt: 2 }', 'figure 6, nothing missing'],
    ['value_percentile', '{ field: v, percentile: 50, gt: 7 }', 'figure 7, nothing missing'],
    ['value_percentile', '{ field: v, gt: 70 }', 'figure 66.66666666666666, nothing missing'],
  ])('%s %s', async (type, condition, expected) => {
    const lines = ['a 0 u=1 v=7', 'a 10 u=1 v=7', 'b 20 u=1 v=4'];
    const { verdicts, windows } = await told({ documents: [counts(condition, type)], lines, event: 0 });
    expect(verdicts).toEqual(['["1"] short']);
    expect(windows).toEqual([`0-20: 3 matches, ${expected}`]);
  });

  test('too many are not missing', async () => {
    const lines = ['a 0 u=1', 'a 10 u=1', 'a 20 u=1'];
    const { windows } = await told({ documents: [counts('{ gte: 1, lt: 3 }')], lines, event: 0 });
    expect(windows).toEqual(['0-20: 3 matches, figure 3, nothing missing']);
  });
});

describe('conditions on rules tell which have a match', () => {
  test('one of the rules has none', async () => {
    const lines = ['a 0 u=1', 'b 100 u=1', 'c 900 u=1'];
    const { parts, verdicts, windows } = await told({ documents: [temporal('temporal')], lines, event: 0 });
    expect(verdicts).toEqual(['["1"] short']);
    expect(windows).toEqual(['0-100: 2 matches, figure 2, 1 missing']);
    expect(parts).toEqual(['a present 1', 'b present 1', 'c absent 0']);
  });

  test('all have, but not in the order', async () => {
    const lines = ['b 0 u=1', 'a 100 u=1', 'c 200 u=1'];
    const { parts, verdicts, windows } = await told({
      documents: [temporal('temporal_ordered')],
      lines,
      event: 1,
    });
    expect(verdicts).toEqual(['["1"] short']);
    expect(windows).toEqual(['0-200: 3 matches, figure 2, nothing missing']);
    // Of two orders of the same length, a then c and b then c, the first that was found counts.
    expect(parts).toEqual(['a present 1', 'b out_of_order 1', 'c present 1']);
  });

  test('a window that holds without the event', async () => {
    const lines = ['a 0 u=1', 'b 100 u=1', 'c 200 u=1', 'b 300 u=1'];
    const documents = [temporal('temporal_ordered')];
    expect((await told({ documents, lines, event: 3 })).verdicts).toEqual(['["1"] aside']);
    expect((await told({ documents, lines, event: 1 })).verdicts).toEqual(['["1"] holds']);
  });

  test('an expression that one rule too many keeps from holding', async () => {
    const lines = ['a 0 u=1', 'b 100 u=1', 'c 200 u=1'];
    const documents = [temporal('temporal', '\ncondition: a and b and not c')];
    const { parts, verdicts } = await told({ documents, lines, event: 0 });
    expect(verdicts).toEqual(['["1"] short']);
    expect(parts).toEqual(['a present 1', 'b present 1', 'c present 1']);
  });
});

test('what is judged when its window has closed waits until then', async () => {
  const asked = { documents: [counts('{ lt: 3 }')], lines: ['a 0 u=1', 'a 10 u=1'], event: 1 };
  expect((await told({ ...asked, closedBefore: 599_999 })).verdicts).toEqual(['["1"] waiting']);
  expect((await told({ ...asked, closedBefore: 600_000 })).verdicts).toEqual(['["1"] holds']);
});

test('an event without a group field falls in no group', async () => {
  const { missing, verdicts } = await told({
    documents: [counts('{ gte: 2 }')],
    lines: ['a 0 ip=9'],
    event: 0,
  });
  expect([verdicts, missing]).toEqual([[], [{ correlationId: 'asked', field: 'u' }]]);
});

test('an event whose match is not kept is told as such, whatever its window has without it', async () => {
  const lines = ['a 0 u=1', 'a 10 u=1', 'a 20 u=1'];
  const keep = ({ eventId }: CorrelationRow): boolean => eventId !== 'e1';
  const { verdicts } = await told({ documents: [counts('{ gte: 2 }')], lines, event: 1, keep });
  expect(verdicts).toEqual(['["1"] not_kept']);
});

test('rows that other texts have made are not kept ones', async () => {
  const planned = plan(counts('{ gte: 1 }'));
  const match = matchOf('a 0 u=1', 0);
  const source = createMemoryRows();
  source.add(correlationRows(planned, match).map((row) => ({ ...row, origin: 'another' })));
  const about = { id: 'e0', time: 0 };
  const [verdict] = await windowVerdicts(
    planned,
    'asked',
    about,
    waysTo(planned, 'asked', match),
    source,
    Infinity,
  );
  expect(verdict?.state).toBe('not_kept');
});

describe('a correlation that builds on another', () => {
  const spray = correlation(
    'spray',
    'type: event_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 1m\ncondition: { gte: 3 }',
  );
  const then = correlation('then', 'type: temporal_ordered\nrules: [spray, b]\ngroup-by: [u]\ntimespan: 10m');
  const documents = [spray, then];
  const three = ['a 0 ip=9 u=1', 'a 10 ip=9 u=2', 'a 20 ip=9 u=3'];

  test('has no moment of the inner one in the window', async () => {
    const lines = [...three.slice(1), 'b 30 ip=9 u=2'];
    const { parts, verdicts } = await told({ documents, lines, event: 2 });
    expect([verdicts, parts]).toEqual([['["2"] short'], ['spray absent 0', 'b present 1']]);
    const first = await told({ documents, lines, event: 0 });
    expect([first.verdicts, first.windows, first.inner]).toEqual([['["2"] inner_short'], [null], ['spray']]);
  });

  test('has a moment of it and nothing after it', async () => {
    const { inner, parts, shown, verdicts } = await told({ documents, lines: three, event: 0 });
    expect([verdicts, parts, inner]).toEqual([['["1"] short'], ['spray present 1', 'b absent 0'], ['spray']]);
    expect(shown).toEqual([[null]]);
  });

  test('an event is a member of hits of other groups too', async () => {
    const { verdicts } = await told({ documents, lines: [...three, 'b 30 u=2'], event: 0 });
    expect(verdicts).toEqual(['["1"] short', '["2"] holds']);
  });

  test('the event may lack the field of the outer one and be a member all the same', async () => {
    const lines = ['a 0 ip=9', ...three.slice(1), 'b 30 u=2'];
    const { missing, verdicts } = await told({ documents, lines, event: 0 });
    expect(missing).toEqual([{ correlationId: 'then', field: 'u' }]);
    expect(verdicts).toEqual(['["2"] holds']);
  });
});
