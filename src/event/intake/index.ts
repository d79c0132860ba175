export type { BatchKeys } from './batch-keys.ts';
export {
  createIntakeCounters,
  dropReasons,
  recordRemarks,
  transports,
  type DropReason,
  type IntakeCounters,
  type RecordRemark,
  type Transport,
} from './counters.ts';
export {
  decodeFrame,
  decodeFrameHeader,
  type BatchPart,
  type DecodedFrame,
  type DecodedHeader,
  type FrameError,
  type FrameHeader,
} from './frame-codec.ts';
export { createInflightBudget, type InflightBudget } from './inflight-budget.ts';
export { intakeErrorCodes, type IntakeError, type IntakeErrorCode } from './intake-error.ts';
export { openIntakeSpool, type IntakeSpool, type IntakeSpoolOptions } from './intake-spool.ts';
export { lineProblems, type LineProblem } from './json-split.ts';
export {
  createNdjsonIntake,
  defaultNdjsonLimits,
  type BatchReceipt,
  type NdjsonDeps,
  type NdjsonIntake,
  type NdjsonLimits,
  type NdjsonRequest,
  type RejectedLine,
} from './ndjson-intake.ts';
export { parseNetwork, plainAddress, type Network, type NetworkError } from './network.ts';
export { listenRelp, type RelpOptions } from './relp.ts';
export {
  createSourceDirectory,
  tokenHash,
  type SourceDirectory,
  type SourceSnapshot,
  type SyslogAttribution,
  type SyslogSender,
  type SyslogSource,
} from './source-directory.ts';
export type { Listener, ListenerTls, StreamListenerOptions } from './stream-listener.ts';
export { defaultMaxMessageBytes, type SyslogDeps } from './syslog-deps.ts';
export { listenSyslogTcp, type SyslogTcpOptions } from './syslog-tcp.ts';
export { listenSyslogUdp, type SyslogUdpOptions, type UdpListener } from './syslog-udp.ts';
