/** A batch that is being judged and stored. */
export interface Attempt<Outcome> {
  readonly outcome: Promise<Outcome>;
  /** Resolves when the batch is judged, or the attempt has ended. */
  readonly judged: Promise<unknown>;
  readonly isJudged: () => boolean;
}

/** Begins an attempt. The outcome is awaited later; until then a failure is not "unhandled". */
export function begin<Outcome>(work: (onJudged: () => void) => Promise<Outcome>): Attempt<Outcome> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const outcome = work(() => resolve(null));
  const judged = Promise.race([promise, settled(outcome)]);
  return { outcome, judged, isJudged: flagOf(judged) };
}

/** Resolves, with null, when a promise is fulfilled or rejected. */
export const settled = (promise: Promise<unknown>): Promise<null> =>
  promise.then(
    () => null,
    () => null,
  );

/** Whether a promise has been fulfilled or rejected. */
export function flagOf(promise: Promise<unknown>): () => boolean {
  let isSettled = false;
  void settled(promise).then(() => {
    isSettled = true;
  });
  return () => isSettled;
}
