/** Keeps a child process running: restarts with back-off, readiness, bounded stop. Knows nothing of what the child does. */
export { backoffDelayMs, defaultBackoff, type Backoff } from './backoff.ts';
export {
  ChildStartError,
  ChildStoppedError,
  describeFailure,
  type ChildFailure,
  type ChildState,
} from './child-state.ts';
export { superviseChild, type SuperviseOptions, type SupervisedChild } from './supervise-child.ts';
export { pause, pollUntil, systemTimers, type Timers } from './timers.ts';
