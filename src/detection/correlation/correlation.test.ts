import { describe, expect, test } from 'vitest';
import { evaluateCorrelation } from './evaluate-correlation.ts';
import { planCorrelations } from './plan.ts';
import { correlation, hits, load, plan, rowsOf } from './testing/scenario.ts';

const count = (condition: string, more = ''): string =>
  correlation(
    'x',
    `type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: ${condition}\n${more}`,
  );

describe('event_count', () => {
  const atLeast3 = plan(count('{ gte: 3 }'));

  test('COR-3: a window slides; it has no boundaries', () => {
    expect(hits(atLeast3, 'x', ['a 8 u=1', 'a 9.5 u=1', 'a 11 u=1'])).toEqual(['["1"] 8-11 3: a8 a9.5 a11']);
  });

  test('COR-3: exactly the timespan is inside, more is not', () => {
    expect(hits(atLeast3, 'x', ['a 0 u=1', 'a 5 u=1', 'a 10 u=1'])).toHaveLength(1);
    expect(hits(atLeast3, 'x', ['a 0 u=1', 'a 5 u=1', 'a 10.001 u=1'])).toEqual([]);
  });

  test('COR-4: groups are counted apart, and matches without the field not at all', () => {
    expect(hits(atLeast3, 'x', ['a 1 u=1', 'a 2 u=2', 'a 3 u=1', 'a 4', 'a 5 u=2'])).toEqual([]);
    expect(hits(atLeast3, 'x', ['a 1 u=1', 'a 2 u=2', 'a 3 u=1', 'a 4 u=1'])).toEqual([
      '["1"] 1-4 3: a1 a3 a4',
    ]);
    expect(hits(atLeast3, 'x', ['a 1 u=ana', 'a 2 u=Ana', 'a 3 u=ana'])).toEqual([]);
  });

  test('COR-5: windows that touch are one hit, a pause longer than the timespan makes two', () => {
    const burst = [0, 4, 8, 12, 16].map((at) => `a ${at} u=1`);
    const later = [40, 41, 42].map((at) => `a ${at} u=1`);
    expect(hits(atLeast3, 'x', [...burst, ...later])).toEqual([
      '["1"] 0-16 3: a0 a4 a8 a12 a16',
      '["1"] 40-42 3: a40 a41 a42',
    ]);
  });

  test('COR-5: the figure is that of the fullest window', () => {
    expect(
      hits(
        atLeast3,
        'x',
        [0, 1, 2, 3, 9, 12].map((at) => `a ${at} u=1`),
      ),
    ).toEqual(['["1"] 0-12 5: a0 a1 a2 a3 a9 a12']);
  });

  test('COR-7: an event that comes twice, or matches two rules, counts once', () => {
    expect(hits(atLeast3, 'x', ['a 1 u=1 id=p', 'a 1 u=1 id=p', 'a 2 u=1 id=q'])).toEqual([]);
    const two = plan(
      correlation(
        'x',
        'type: event_count\nrules: [a, b]\ngroup-by: [u]\ntimespan: 10s\ncondition: { gte: 3 }',
      ),
    );
    expect(hits(two, 'x', ['a 1 u=1 id=p', 'b 1 u=1 id=p', 'a 2 u=1 id=q'])).toEqual([]);
    expect(hits(two, 'x', ['a 1 u=1', 'b 2 u=1', 'a 3 u=1'])).toHaveLength(1);
  });

  test('COR-6: ranges are judged on the largest windows, once they are closed', () => {
    const range = plan(count('{ gt: 2, lte: 4 }'));
    const four = [0, 1, 2, 3].map((at) => `a ${at} u=1`);
    const six = [0, 1, 2, 3, 4, 5].map((at) => `a ${at} u=1`);
    expect(hits(range, 'x', four)).toHaveLength(1);
    expect(hits(range, 'x', six)).toEqual([]);
    expect(hits(range, 'x', four, { closedBefore: 9_999 })).toEqual([]);
    expect(hits(range, 'x', four, { closedBefore: 10_000 })).toHaveLength(1);
  });

  test.each([
    ['{ eq: 2 }', 2, true],
    ['{ eq: 2 }', 3, false],
    ['{ neq: 2 }', 3, true],
    ['{ lt: 2 }', 1, true],
    ['{ lt: 2 }', 2, false],
    ['{ lte: 2 }', 2, true],
    ['{ gt: 2 }', 2, false],
    ['{ gt: 2 }', 3, true],
  ])('%s of %i events is %s', (condition, events, expected) => {
    const lines = Array.from({ length: events }, (_, at) => `a ${at} u=1`);
    expect(hits(plan(count(condition)), 'x', lines).length > 0).toBe(expected);
  });

  test('without group-by everything is one group', () => {
    const all = plan(correlation('x', 'type: event_count\nrules: [a]\ntimespan: 10s\ncondition: { gte: 2 }'));
    expect(hits(all, 'x', ['a 1 u=1', 'a 2 u=2'])).toEqual(['[] 1-2 2: a1 a2']);
  });
});

describe('value_count, value_sum, value_avg, value_percentile', () => {
  const of = (type: string, condition: string) =>
    plan(correlation('x', `type: ${type}\nrules: [a]\ngroup-by: [u]\ntimespan: 1h\ncondition: ${condition}`));
  const values = (list: readonly (string | number)[]): readonly string[] =>
    list.map((value, at) => `a ${at} u=1 v=${value}`);

  test('COR-7: different values are counted', () => {
    const three = of('value_count', '{ field: v, gte: 3 }');
    expect(hits(three, 'x', values(['p', 'q', 'p', 'q']))).toEqual([]);
    expect(hits(three, 'x', values(['p', 'q', 'r', 'p']))).toEqual(['["1"] 0-3 3: a0 a1 a2 a3']);
    expect(hits(three, 'x', ['a 1 u=1 v=p', 'a 2 u=1 v=q', 'a 3 u=1'])).toEqual([]);
  });

  test('COR-7: several fields count as combinations', () => {
    const three = of('value_count', '{ field: [v, w], gte: 3 }');
    expect(hits(three, 'x', ['a 1 u=1 v=p w=1', 'a 2 u=1 v=p w=2', 'a 3 u=1 v=q w=1'])).toHaveLength(1);
    expect(hits(three, 'x', ['a 1 u=1 v=p w=1', 'a 2 u=1 v=p w=1', 'a 3 u=1 v=q w=1'])).toEqual([]);
  });

  test('COR-9: sums', () => {
    expect(hits(of('value_sum', '{ field: v, gt: 100 }'), 'x', values([60, 40]))).toEqual([]);
    expect(hits(of('value_sum', '{ field: v, gt: 100 }'), 'x', values([60, 'x', 41]))).toEqual([
      '["1"] 0-2 101: a0 a1 a2',
    ]);
  });

  test('COR-9: averages leave out what is no number', () => {
    expect(hits(of('value_avg', '{ field: v, gt: 500 }'), 'x', values([400, 600, 'x', 800]))).toEqual([
      '["1"] 0-3 600: a0 a1 a2 a3',
    ]);
    expect(hits(of('value_avg', '{ field: v, gt: 500 }'), 'x', values([400, 600]))).toEqual([]);
    expect(hits(of('value_avg', '{ field: v, lt: 500 }'), 'x', values(['x']))).toEqual([]);
  });

  test('COR-9: percentiles by nearest rank', () => {
    const values100 = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(
      hits(of('value_percentile', '{ field: v, percentile: 95, gte: 95 }'), 'x', values(values100)),
    ).toHaveLength(1);
    expect(
      hits(of('value_percentile', '{ field: v, percentile: 95, gte: 96 }'), 'x', values(values100)),
    ).toEqual([]);
    expect(
      hits(of('value_percentile', '{ field: v, percentile: 50, eq: 3 }'), 'x', values([9, 1, 3, 7, 2])),
    ).toHaveLength(1);
  });

  test('COR-9: without a percentile, the share of one value', () => {
    const rare = of('value_percentile', '{ field: v, lte: 10 }');
    expect(hits(rare, 'x', values([...Array<string>(9).fill('common'), 'rare']))).toHaveLength(1);
    expect(hits(rare, 'x', values([...Array<string>(8).fill('common'), 'rare']))).toEqual([]);
  });
});

describe('temporal', () => {
  const three = (type: string, more = ''): string =>
    correlation('x', `type: ${type}\nrules: [a, b, c]\ngroup-by: [u]\ntimespan: 10s\n${more}`);

  test('COR-8: every rule, in any order', () => {
    const any = plan(three('temporal'));
    expect(hits(any, 'x', ['c 1 u=1', 'a 5 u=1', 'b 11 u=1'])).toEqual(['["1"] 1-11 3: c1 a5 b11']);
    expect(hits(any, 'x', ['c 1 u=1', 'a 5 u=1', 'a 6 u=1'])).toEqual([]);
    expect(hits(any, 'x', ['c 1 u=1', 'a 5 u=1', 'b 11.001 u=1'])).toEqual([]);
    expect(hits(any, 'x', ['c 1 u=1', 'a 5 u=2', 'b 6 u=1'])).toEqual([]);
  });

  test('COR-8: temporal_ordered wants the written order', () => {
    const ordered = plan(three('temporal_ordered'));
    expect(hits(ordered, 'x', ['a 1 u=1', 'b 2 u=1', 'c 3 u=1'])).toEqual(['["1"] 1-3 3: a1 b2 c3']);
    expect(hits(ordered, 'x', ['a 1 u=1', 'c 2 u=1', 'b 3 u=1'])).toEqual([]);
    expect(hits(ordered, 'x', ['a 1 u=1', 'c 2 u=1', 'b 3 u=1', 'c 4 u=1'])).toEqual([
      '["1"] 1-4 3: a1 b3 c4',
    ]);
  });

  test('COR-8: the same moment is in order', () => {
    expect(hits(plan(three('temporal_ordered')), 'x', ['c 2 u=1', 'b 2 u=1', 'a 2 u=1'])).toHaveLength(1);
  });

  test('COR-8: members stand in a chain, others do not', () => {
    const ordered = plan(three('temporal_ordered'));
    expect(
      hits(ordered, 'x', ['b 0 u=1', 'c 1 u=1', 'a 2 u=1', 'a 3 u=1', 'b 4 u=1', 'c 5 u=1', 'a 6 u=1']),
    ).toEqual(['["1"] 2-5 3: a2 a3 b4 c5']);
  });

  test('COR-8: bounds compare how many rules matched', () => {
    expect(hits(plan(three('temporal', 'condition: { gte: 2 }')), 'x', ['c 1 u=1', 'a 5 u=1'])).toHaveLength(
      1,
    );
    expect(hits(plan(three('temporal', 'condition: { gte: 2 }')), 'x', ['a 1 u=1', 'a 5 u=1'])).toEqual([]);
    const ordered = plan(three('temporal_ordered', 'condition: { gte: 2 }'));
    expect(hits(ordered, 'x', ['a 1 u=1', 'c 5 u=1'])).toHaveLength(1);
    expect(hits(ordered, 'x', ['c 1 u=1', 'a 5 u=1'])).toEqual([]);
  });

  test('COR-8: an expression asks which rules matched', () => {
    const either = plan(three('temporal', 'condition: a and (b or c)'));
    expect(hits(either, 'x', ['a 1 u=1', 'c 2 u=1'])).toHaveLength(1);
    expect(hits(either, 'x', ['b 1 u=1', 'c 2 u=1'])).toEqual([]);
    const without = plan(three('temporal', 'condition: a and not b'));
    expect(hits(without, 'x', ['a 1 u=1', 'b 2 u=1'])).toEqual([]);
    expect(hits(without, 'x', ['a 1 u=1', 'c 2 u=1'], { closedBefore: 5_000 })).toEqual([]);
    expect(hits(without, 'x', ['a 1 u=1', 'c 2 u=1'], { closedBefore: 11_000 })).toHaveLength(1);
  });

  test('COR-4: aliases name different fields of different rules', () => {
    const aliased = plan(
      correlation(
        'x',
        `type: temporal
rules: [a, b]
group-by: [inner, outer]
timespan: 10s
aliases:
  inner: { a: dst, b: src }
  outer: { a: src, b: dst }`,
      ),
    );
    expect(hits(aliased, 'x', ['a 1 src=out dst=in', 'b 2 src=in dst=out'])).toEqual([
      '["in","out"] 1-2 2: a1 b2',
    ]);
    expect(hits(aliased, 'x', ['a 1 src=out dst=in', 'b 2 src=out dst=in'])).toEqual([]);
  });
});

describe('chains', () => {
  const many = (groupBy: string, threshold = 3): string =>
    correlation(
      'many',
      `type: event_count\nrules: [a]\ngroup-by: [${groupBy}]\ntimespan: 10s\ncondition: { gte: ${threshold} }`,
    );
  const then = (groupBy: string, more = ''): string =>
    correlation(
      'then',
      `type: temporal_ordered\nrules: [many, b]\ngroup-by: [${groupBy}]\ntimespan: 60s\n${more}`,
    );

  test('COR-10: many failures, then a success', () => {
    const chained = plan(then('u'), many('u'));
    expect(hits(chained, 'then', ['a 1 u=1', 'a 2 u=1', 'a 3 u=1', 'b 20 u=1'])).toEqual([
      '["1"] 3-20 2: a1 a2 a3 b20',
    ]);
    expect(hits(chained, 'then', ['a 1 u=1', 'a 2 u=1', 'b 2.5 u=1', 'a 3 u=1'])).toEqual([]);
    expect(hits(chained, 'then', ['a 1 u=1', 'a 2 u=1', 'a 3 u=1', 'b 63.001 u=1'])).toEqual([]);
    expect(hits(chained, 'then', ['a 1 u=1', 'a 2 u=1', 'a 3 u=1', 'b 20 u=2'])).toEqual([]);
  });

  test('COR-10: the condition may come true in the middle of a long run', () => {
    const chained = plan(many('u'), then('u'));
    const lines = [1, 2, 3, 5, 6, 7].map((at) => `a ${at} u=1`);
    expect(hits(chained, 'then', [...lines, 'b 4 u=1'])).toEqual(['["1"] 3-4 2: a1 a2 a3 b4']);
  });

  test('COR-10: the inner one keeps its own groups', () => {
    const chained = plan(many('ip'), then('u'));
    const spray = ['a 1 ip=9 u=1', 'a 2 ip=9 u=2', 'a 3 ip=9 u=3', 'a 4 ip=8 u=4'];
    expect(hits(chained, 'then', [...spray, 'b 10 ip=9 u=1'])).toEqual(['["1"] 3-10 2: a1 a2 a3 b10']);
    expect(hits(chained, 'then', [...spray, 'b 10 ip=8 u=4'])).toEqual([]);
  });

  test('COR-10: a count over a correlation counts its hits', () => {
    const twice = plan(
      many('u'),
      correlation(
        'again',
        'type: event_count\nrules: [many]\ngroup-by: [u]\ntimespan: 1h\ncondition: { gte: 2 }',
      ),
    );
    const burst = (start: number): readonly string[] => [0, 1, 2, 3, 4].map((at) => `a ${start + at} u=1`);
    expect(hits(twice, 'again', burst(0))).toEqual([]);
    expect(hits(twice, 'again', [...burst(0), ...burst(100)])).toHaveLength(1);
  });

  test('COR-10: values of the inner one’s events can be counted', () => {
    const users = plan(
      many('ip, u'),
      correlation(
        'users',
        'type: value_count\nrules: [many]\ngroup-by: [ip]\ntimespan: 1h\ncondition: { field: u, gte: 2 }',
      ),
    );
    const burst = (user: string): readonly string[] => [0, 1, 2].map((at) => `a ${at} ip=9 u=${user}`);
    expect(hits(users, 'users', burst('ana'))).toEqual([]);
    expect(hits(users, 'users', [...burst('ana'), ...burst('bob')])).toHaveLength(1);
  });

  test('COR-4: an alias reaches through an inner correlation', () => {
    const aliased = plan(many('u'), then('who', 'aliases:\n  who: { many: u, b: name }'));
    expect(hits(aliased, 'then', ['a 1 u=1', 'a 2 u=1', 'a 3 u=1', 'b 4 name=1'])).toHaveLength(1);
    expect(hits(aliased, 'then', ['a 1 u=1', 'a 2 u=1', 'a 3 u=1', 'b 4 u=1'])).toEqual([]);
  });

  test('three deep', () => {
    const deep = plan(
      many('u'),
      then('u'),
      correlation('last', 'type: temporal_ordered\nrules: [then, c]\ngroup-by: [u]\ntimespan: 60s'),
    );
    const lines = ['a 1 u=1', 'a 2 u=1', 'a 3 u=1', 'b 10 u=1'];
    expect(hits(deep, 'last', [...lines, 'c 20 u=1'])).toEqual(['["1"] 10-20 2: a1 a2 a3 b10 c20']);
    expect(hits(deep, 'last', [...lines, 'c 9 u=1'])).toEqual([]);
  });

  test('COR-11: what serves others is silent, unless they generate', () => {
    expect([...plan(then('u'), many('u')).silent].sort()).toEqual(['a', 'b', 'many']);
    expect([...plan(then('u', 'generate: true'), many('u')).silent]).toEqual(['a']);
  });

  test('COR-12: a level is inherited', () => {
    const inherited = plan(
      then('u'),
      correlation(
        'many',
        'type: event_count\nrules: [a]\ntimespan: 1s\ncondition: { gte: 1 }',
        'level: high\n',
      ),
    );
    expect(inherited.byId.get('then')?.level).toBe('high');
  });
});

describe('rows', () => {
  test('COR-1: a row has the time of its event, in milliseconds, and nothing of receipt', () => {
    const [row] = rowsOf(plan(count('{ gte: 1 }')), ['a 1.234 u=1 receivedAt=99']);
    expect(row?.time).toBe(1_234);
    expect(Object.keys(row ?? {}).sort()).toEqual([
      'above',
      'correlationId',
      'eventId',
      'group',
      'origin',
      'ruleId',
      'time',
      'value',
    ]);
  });

  test('a match that no correlation names brings none', () => {
    expect(rowsOf(plan(count('{ gte: 1 }')), ['b 1 u=1'])).toEqual([]);
  });

  test('a row carries what the correlations above need', () => {
    const chained = plan(
      correlation(
        'many',
        'type: event_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 1s\ncondition: { gte: 1 }',
      ),
      correlation('then', 'type: temporal\nrules: [many, b]\ngroup-by: [u]\ntimespan: 1s'),
    );
    expect(rowsOf(chained, ['a 1 ip=9 u=ana id=e'])).toEqual([
      {
        correlationId: 'many',
        ruleId: 'a',
        time: 1000,
        eventId: 'e',
        group: '["9"]',
        value: null,
        above: { then: { group: '["ana"]', value: null } },
        origin: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      },
    ]);
  });

  test('COR-2: a row counts while what made it is in force: the rule as it is matched, group and value', () => {
    const body = 'type: value_count\nrules: [a]\ngroup-by: [ip]\ntimespan: 9s';
    const made = plan(correlation('n', `${body}\ncondition: { field: u, gte: 2 }`));
    const rows = rowsOf(made, ['a 1 ip=1 u=1', 'a 2 ip=1 u=2']);
    const hitsOf = (text: string): number =>
      evaluateCorrelation(plan(correlation('n', text)), 'n', rows).length;
    expect(hitsOf(`${body}\ncondition: { field: u, gte: 2 }`)).toBe(1);
    // What is asked of a window does not matter, and what makes its rows does.
    expect(hitsOf(`${body}\ncondition: { field: u, gte: 1 }`)).toBe(1);
    expect(hitsOf(`${body}\ncondition: { field: host, gte: 1 }`)).toBe(0);
    expect(hitsOf(`${body.replace('[ip]', '[host]')}\ncondition: { field: u, gte: 1 }`)).toBe(0);
    const filter =
      'title: f\nid: f\nlogsource: { product: test }\nfilter: { rules: any, s: { x: y }, condition: not s }\n';
    const filtered = plan(correlation('n', `${body}\ncondition: { field: u, gte: 1 }`), filter);
    expect(evaluateCorrelation(filtered, 'n', rows)).toHaveLength(1);
    const narrowed = load(correlation('n', `${body}\ncondition: { field: u, gte: 1 }`));
    const rules = narrowed.rules.map((rule) => ({
      ...rule,
      tree: { kind: 'not' as const, node: rule.tree },
    }));
    expect(evaluateCorrelation(planCorrelations(rules, narrowed.correlations), 'n', rows)).toEqual([]);
  });
});

describe('correlations that are refused', () => {
  test.each([
    ['type: near\nrules: [a]\ntimespan: 1m', 'correlation_type'],
    ['rules: [a]\ntimespan: 1m', 'correlation_type'],
    ['type: event_count\ntimespan: 1m\ncondition: { gte: 1 }', 'correlation_rules'],
    ['type: event_count\nrules: [a, a]\ntimespan: 1m\ncondition: { gte: 1 }', 'correlation_rules'],
    ['type: event_count\nrules: [nobody]\ntimespan: 1m\ncondition: { gte: 1 }', 'correlation_unknown_rule'],
    ['type: event_count\nrules: [a]\ncondition: { gte: 1 }', 'correlation_timespan'],
    ['type: event_count\nrules: [a]\ntimespan: 1w\ncondition: { gte: 1 }', 'correlation_timespan'],
    ['type: event_count\nrules: [a]\ntimespan: 0s\ncondition: { gte: 1 }', 'correlation_timespan'],
    ['type: event_count\nrules: [a]\ntimespan: 999999999d\ncondition: { gte: 1 }', 'correlation_timespan'],
    ['type: event_count\nrules: [a]\ntimespan: 1m', 'correlation_condition'],
    ['type: event_count\nrules: [a]\ntimespan: 1m\ncondition: { many: 1 }', 'correlation_condition'],
    ['type: event_count\nrules: [a]\ntimespan: 1m\ncondition: { gte: lots }', 'correlation_condition'],
    ['type: event_count\nrules: [a]\ntimespan: 1m\ncondition: { field: u, gte: 1 }', 'correlation_condition'],
    ['type: value_count\nrules: [a]\ntimespan: 1m\ncondition: { gte: 1 }', 'correlation_condition'],
    [
      'type: value_sum\nrules: [a]\ntimespan: 1m\ncondition: { field: [u, v], gte: 1 }',
      'correlation_condition',
    ],
    [
      'type: value_percentile\nrules: [a]\ntimespan: 1m\ncondition: { field: u, percentile: 101, gte: 1 }',
      'correlation_condition',
    ],
    ['type: event_count\nrules: [a]\ntimespan: 1m\ncondition: a and b', 'correlation_condition'],
    ['type: temporal\nrules: [a]\ntimespan: 1m\ncondition: a and b', 'condition_unknown_identifier'],
    ['type: temporal\nrules: [a]\ntimespan: 1m\naliases: [a]', 'correlation_invalid'],
    ['type: temporal\nrules: [x]\ntimespan: 1m', 'correlation_cycle'],
  ])('%s: %s', (body, code) => {
    expect(load(correlation('x', body)).refused.map((refusal) => refusal.code)).toEqual([code]);
  });

  test('what refers to a refused one is refused too, the others stay', () => {
    const set = load(
      correlation('bad', 'type: near\nrules: [a]\ntimespan: 1m'),
      correlation('upon', 'type: temporal\nrules: [bad, a]\ntimespan: 1m'),
      correlation('good', 'type: temporal\nrules: [a, b]\ntimespan: 1m'),
    );
    expect(set.correlations.map(({ id }) => id)).toEqual(['good']);
    expect(set.refused.map(({ code }) => code)).toEqual(['correlation_type', 'correlation_unknown_rule']);
  });
});
