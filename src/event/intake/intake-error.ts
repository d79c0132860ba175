/**
 * Why an HTTP batch was refused as a whole; nothing of it counts as accepted. `encoding_unsupported`: a
 * Content-Encoding that we do not read. `encoding_damaged`: the body is not what its encoding says. `body_too_large`:
 * more bytes than allowed, as sent or decoded. `body_aborted`: the sender went away. `idempotency_key_malformed`: not 1
 * to 256 visible ASCII characters. `idempotency_key_reused`: the key came before with another body. `intake_busy`: too
 * many bytes are under way. `spool_full`: no room on the disk. `spool_failed`: the disk failed.
 */
export const intakeErrorCodes = [
  'encoding_unsupported',
  'encoding_damaged',
  'body_too_large',
  'body_aborted',
  'idempotency_key_malformed',
  'idempotency_key_reused',
  'intake_busy',
  'spool_full',
  'spool_failed',
] as const;
export type IntakeErrorCode = (typeof intakeErrorCodes)[number];

export interface IntakeError {
  readonly code: IntakeErrorCode;
  readonly message: string;
  /** After how many milliseconds the same request may succeed; null: it never will. */
  readonly retryAfterMs: number | null;
}

const retryAfterMs: Partial<Record<IntakeErrorCode, number>> = {
  body_aborted: 1_000,
  intake_busy: 1_000,
  spool_full: 5_000,
  spool_failed: 5_000,
};

export const intakeError = (code: IntakeErrorCode, message: string): IntakeError => ({
  code,
  message,
  retryAfterMs: retryAfterMs[code] ?? null,
});
