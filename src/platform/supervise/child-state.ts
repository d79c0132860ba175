import { unreachable } from '../../kernel/index.ts';

/** Why a child is not running. */
export type ChildFailure =
  | { readonly kind: 'spawn_failed'; readonly message: string }
  | {
      readonly kind: 'exited';
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
      readonly wasReady: boolean;
    }
  | { readonly kind: 'ready_timeout'; readonly timeoutMs: number }
  | { readonly kind: 'ready_failed'; readonly message: string };

/** Where a supervised child is in its life. `stopped` and `failed` are final. */
export type ChildState =
  | { readonly kind: 'starting'; readonly attempt: number; readonly pid: number | undefined }
  | { readonly kind: 'ready'; readonly pid: number | undefined }
  | {
      readonly kind: 'backing-off';
      readonly failures: number;
      readonly delayMs: number;
      readonly failure: ChildFailure;
    }
  | { readonly kind: 'stopping' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly error: ChildStartError };

/** The child cannot be started; a person must act. `stderrTail` holds its last lines of output, oldest first. */
export class ChildStartError extends Error {
  override readonly name = 'ChildStartError';
  readonly code = 'child_start_failed';
  readonly retryable = false;
  readonly failure: ChildFailure;
  readonly attempts: number;
  readonly stderrTail: readonly string[];

  constructor(childName: string, failure: ChildFailure, attempts: number, stderrTail: readonly string[]) {
    const times = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
    const output =
      stderrTail.length === 0 ? 'It printed nothing.' : `Its last output:\n${stderrTail.join('\n')}`;
    super(`${childName} did not start (${times}): ${describeFailure(failure)}. ${output}`);
    this.failure = failure;
    this.attempts = attempts;
    this.stderrTail = stderrTail;
  }
}

/** Waiting for a child that has been told to stop. */
export class ChildStoppedError extends Error {
  override readonly name = 'ChildStoppedError';
  readonly code = 'child_stopped';
  readonly retryable = false;

  constructor(childName: string) {
    super(`${childName} has been stopped.`);
  }
}

/** A failure in words, for logs and error texts. */
export function describeFailure(failure: ChildFailure): string {
  switch (failure.kind) {
    case 'spawn_failed':
      return `it could not be spawned: ${failure.message}`;
    case 'exited':
      return `${failure.signal === null ? `it exited with code ${failure.code ?? 'unknown'}` : `it was ended by ${failure.signal}`}${
        failure.wasReady ? '' : ' before it was ready'
      }`;
    case 'ready_timeout':
      return `it was not ready within ${failure.timeoutMs} ms`;
    case 'ready_failed':
      return `its readiness check failed: ${failure.message}`;
    default:
      return unreachable(failure);
  }
}
