import type { ClickHouseClient } from '@clickhouse/client';

/** Stores matches, and loses the answer: as if the process were killed between the two stores. */
export const losingInserts = (inserts: ClickHouseClient) => (): ClickHouseClient =>
  new Proxy(inserts, {
    get: (object: ClickHouseClient, name) => {
      const member: unknown = Reflect.get(object, name);
      if (name !== 'insert' || typeof member !== 'function') return member;
      return async (...args: unknown[]): Promise<never> => {
        await Reflect.apply(member, object, args);
        throw new Error('killed');
      };
    },
  });
