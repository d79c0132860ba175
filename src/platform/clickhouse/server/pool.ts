import { err, ok, type Result } from '../../../kernel/index.ts';
import { engineError, type EngineError } from './engine-error.ts';

/** A thing lent by a pool; call `release` once when done (more often does no harm). */
export interface Loan<T> {
  readonly item: T;
  readonly release: () => void;
}

/** Lends each item to one borrower at a time, first come first served, with a bound on those who wait. */
export interface Pool<T> {
  /** Waits for an item. An error when too many wait already or the caller has gone. */
  take(gone: AbortSignal): Promise<Result<Loan<T>, EngineError>>;
  /** Resolves when nothing is on loan. */
  idle(): Promise<void>;
}

export function createPool<T>(items: readonly T[], maxWaiting: number): Pool<T> {
  const free = [...items];
  const waiting: ((loan: Loan<T>) => void)[] = [];
  let idleWatchers: (() => void)[] = [];

  const give = (item: T): void => {
    const next = waiting.shift();
    if (next !== undefined) {
      next(lend(item));
      return;
    }
    free.push(item);
    if (free.length < items.length) return;
    for (const watcher of idleWatchers) watcher();
    idleWatchers = [];
  };
  const lend = (item: T): Loan<T> => {
    let lent = true;
    return {
      item,
      release: () => {
        if (lent) give(item);
        lent = false;
      },
    };
  };
  return {
    take: (gone) => {
      if (gone.aborted) return Promise.resolve(err(clientGone));
      const item = free.pop();
      if (item !== undefined) return Promise.resolve(ok(lend(item)));
      if (waiting.length >= maxWaiting) return Promise.resolve(err(tooMany(maxWaiting)));
      const { promise, resolve } = Promise.withResolvers<Result<Loan<T>, EngineError>>();
      const leave = (): void => {
        waiting.splice(waiting.indexOf(start), 1);
        resolve(err(clientGone));
      };
      const start = (loan: Loan<T>): void => {
        gone.removeEventListener('abort', leave);
        resolve(ok(loan));
      };
      waiting.push(start);
      gone.addEventListener('abort', leave, { once: true });
      return promise;
    },
    idle: () => {
      if (free.length === items.length) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<undefined>();
      idleWatchers.push(() => resolve(undefined));
      return promise;
    },
  };
}

const clientGone = engineError('QUERY_WAS_CANCELLED', 'The client went away before the query started.');

function tooMany(maxWaiting: number): EngineError {
  return engineError(
    'TOO_MANY_SIMULTANEOUS_QUERIES',
    `More than ${maxWaiting} queries are waiting; try again later.`,
  );
}
