import { describe, expect, test } from 'vitest';
import { createPool } from './pool.ts';

const never = new AbortController().signal;

describe('a pool', () => {
  test('lends each item once and serves those who wait in order', async () => {
    const pool = createPool(['a', 'b'], 10);
    const first = await pool.take(never);
    const second = await pool.take(never);
    const order: string[] = [];
    const third = pool.take(never).then((loan) => order.push(`third ${loan.ok ? loan.value.item : ''}`));
    const fourth = pool.take(never).then((loan) => order.push(`fourth ${loan.ok ? loan.value.item : ''}`));
    if (!first.ok || !second.ok) throw new Error('nothing was lent');
    expect([first.value.item, second.value.item].sort()).toEqual(['a', 'b']);
    first.value.release();
    first.value.release();
    await third;
    expect(order.length).toBe(1);
    second.value.release();
    await fourth;
    expect(order).toEqual([`third ${first.value.item}`, `fourth ${second.value.item}`]);
  });

  test('refuses when too many wait', async () => {
    const pool = createPool(['a'], 1);
    await pool.take(never);
    void pool.take(never);
    expect(await pool.take(never)).toMatchObject({ ok: false, error: { code: 202 } });
  });

  test('forgets a waiting borrower who goes away', async () => {
    const pool = createPool(['a'], 1);
    const held = await pool.take(never);
    const gone = new AbortController();
    const waiting = pool.take(gone.signal);
    gone.abort();
    expect(await waiting).toMatchObject({ ok: false, error: { code: 394 } });
    expect(await pool.take(gone.signal)).toMatchObject({ ok: false, error: { code: 394 } });
    const next = pool.take(never);
    if (held.ok) held.value.release();
    expect(await next).toMatchObject({ ok: true });
  });

  test('is idle when everything is back', async () => {
    const pool = createPool(['a', 'b'], 0);
    await pool.idle();
    const loan = await pool.take(never);
    let idle = false;
    const waiting = pool.idle().then(() => {
      idle = true;
    });
    await Promise.resolve();
    expect(idle).toBe(false);
    if (loan.ok) loan.value.release();
    await waiting;
    expect(idle).toBe(true);
  });
});
