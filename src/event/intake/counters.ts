/** How records reach intake. */
export const transports = ['http', 'udp', 'tcp', 'tls', 'relp'] as const;
export type Transport = (typeof transports)[number];

/**
 * Why a received record was not stored. `unknown_source`: no token, certificate or address of ours. `buffer_full`: a
 * datagram came while the disk was behind. `kernel`: the kernel dropped a datagram before we read it. `unstored`:
 * intake closed, or the spool failed for good, before the record was on the disk. `protocol`: a RELP peer broke the
 * protocol. `connection_limit`: a connection was turned away (counts connections).
 */
export const dropReasons = [
  'unknown_source',
  'buffer_full',
  'kernel',
  'unstored',
  'protocol',
  'connection_limit',
] as const;
export type DropReason = (typeof dropReasons)[number];

/**
 * What was odd about a record that was stored all the same. `too_long`: cut to the size bound. `incomplete`: the
 * connection ended inside it. `token_unknown`: it carried a source token that nobody has. `not_json`,
 * `not_an_object`: an HTTP line that is no JSON object.
 */
export const recordRemarks = [
  'too_long',
  'incomplete',
  'token_unknown',
  'not_json',
  'not_an_object',
] as const;
export type RecordRemark = (typeof recordRemarks)[number];

/** Intake's counters since the process started. received = stored + dropped, but for what is on its way. */
export interface IntakeCounters {
  /** Records taken off the wire, without `kernel` and `connection_limit`, which were never read. */
  readonly received: Record<Transport, number>;
  /** Records acknowledged by the spool. */
  readonly stored: Record<Transport, number>;
  /** Bytes of stored records. */
  readonly storedBytes: Record<Transport, number>;
  readonly dropped: Record<DropReason, number>;
  readonly remarks: Record<RecordRemark, number>;
  /** HTTP batches answered from the memory of an earlier one with the same key. */
  repeatedBatches: number;
}

const zeros = <K extends string>(names: readonly K[]): Record<K, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>;

export const createIntakeCounters = (): IntakeCounters => ({
  received: zeros(transports),
  stored: zeros(transports),
  storedBytes: zeros(transports),
  dropped: zeros(dropReasons),
  remarks: zeros(recordRemarks),
  repeatedBatches: 0,
});
