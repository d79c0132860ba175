import { setImmediate } from 'node:timers/promises';

/** For so long others wait at most, in milliseconds. */
const longestMs = 20;

/** For long work on the main thread: what is returned lets others in, when they have waited long enough. */
export function restNowAndThen(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < longestMs) return;
    await setImmediate();
    since = performance.now();
  };
}
