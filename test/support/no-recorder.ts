import type { ActionRecorder } from '../../src/identity/index.ts';

/** For tests that do not look at the Activity Log. */
export const noRecorder: ActionRecorder = {
  record: () => Promise.resolve(),
  recordApart: () => Promise.resolve(),
  noteRead: () => undefined,
};
