import type { IntakeCounters, Transport } from './counters.ts';
import type { FrameBatcher, FrameOwner } from './frame-batcher.ts';
import type { SourceDirectory, SyslogAttribution, SyslogSender } from './source-directory.ts';
import type { FramingRemark } from './syslog-framing.ts';
import { findToken, tokenMark } from './syslog-token.ts';

/** Finds out whose each syslog message is and hands it to the batcher without its token. */
export interface SyslogSorter {
  /** Begins the messages of one chunk or datagram. */
  begin(chunk: Buffer, from: SyslogPeer, receivedAt: number): void;
  /** Takes one message, bytes `start` to `end`; false: nobody's, so it is not kept. */
  readonly message: (bytes: Buffer, start: number, end: number, remark: FramingRemark) => boolean;
}

export interface SyslogPeer {
  readonly peerAddress: string;
  readonly clientCertFingerprint: string | null;
}

interface SorterDeps {
  readonly directory: SourceDirectory;
  readonly batcher: FrameBatcher;
  readonly counters: IntakeCounters;
  readonly transport: Transport;
  /** Port on which we listen. */
  readonly port: number;
}

export function createSyslogSorter({
  directory,
  batcher,
  counters,
  transport,
  port,
}: SorterDeps): SyslogSorter {
  let current: Buffer = Buffer.alloc(0);
  let isMarked = false;
  let sender: SyslogSender = {
    peerAddress: '',
    port,
    clientCertFingerprint: null,
    structuredDataToken: null,
  };
  let receivedAt = 0;
  let owner: FrameOwner | null = null;

  const ownerOf = (found: SyslogAttribution): FrameOwner | null =>
    found.kind === 'unknown'
      ? null
      : { attribution: found.attribution, peer: sender.peerAddress, receivedAt };

  function keep(by: FrameOwner | null, bytes: Buffer, start: number, end: number): boolean {
    if (by === null) {
      counters.dropped.unknown_source += 1;
      return false;
    }
    batcher.add(by, bytes, start, end);
    return true;
  }

  function keepWithToken(bytes: Buffer, start: number, end: number): boolean {
    const found = findToken(bytes.subarray(start, end));
    if (found === null) return keep(owner, bytes, start, end);
    const answer = directory.bySyslog({ ...sender, structuredDataToken: found.token });
    if (answer.kind !== 'source' || answer.by !== 'token') counters.remarks.token_unknown += 1;
    return keep(ownerOf(answer), found.message, 0, found.message.length);
  }

  return {
    begin: (chunk, from, at) => {
      current = chunk;
      isMarked = chunk.includes(tokenMark);
      sender = { ...from, port, structuredDataToken: null };
      receivedAt = at;
      owner = ownerOf(directory.bySyslog(sender));
    },
    message: (bytes, start, end, remark) => {
      counters.received[transport] += 1;
      if (remark !== null) counters.remarks[remark] += 1;
      const mayHoldToken = bytes === current ? isMarked : bytes.subarray(start, end).includes(tokenMark);
      return mayHoldToken ? keepWithToken(bytes, start, end) : keep(owner, bytes, start, end);
    },
  };
}
