import { createCarry } from './message-carry.ts';

/** One frame of RELP (rsyslog's Reliable Event Logging Protocol): TXNR SP COMMAND SP DATALEN [SP DATA] LF. */
export interface RelpFrame {
  readonly txnr: number;
  readonly command: string;
  /** At most the bound's bytes of the data, valid only during the call. */
  readonly data: Buffer;
  /** True when the data was longer than the bound and cut to it. */
  readonly isCut: boolean;
}

/** How a peer broke the protocol: nothing behind that place can be understood. */
export const relpFaults = ['relp_header', 'relp_length', 'relp_trailer'] as const;
export type RelpFault = (typeof relpFaults)[number];

/** Cuts a byte stream into RELP frames, wherever the chunks begin and end. */
export interface RelpParser {
  /** Gives each frame to the sink; returns the fault when the stream has broken the protocol, now or before. */
  push(chunk: Buffer): RelpFault | null;
}

/** Most data that a frame may announce. */
export const maxRelpDataBytes = 16 * 1024 * 1024;
const maxHeaderBytes = 9 + 1 + 32 + 1 + 9 + 1;
const headerPattern = /^(\d{1,9}) ([a-zA-Z]{1,32}) (\d{1,9})([ \n])/;
const headerStart = /^\d{1,9}(?: (?:[a-zA-Z]{1,32}(?: (?:\d{1,9})?)?)?)?$/;
const lf = 0x0a;

interface Header {
  readonly txnr: number;
  readonly command: string;
  readonly length: number;
  /** Bytes up to the data, or up to the LF when there is none. */
  readonly bytes: number;
}

export function createRelpParser(maxDataBytes: number, sink: (frame: RelpFrame) => void): RelpParser {
  const carry = createCarry(maxDataBytes);
  let headerText = '';
  let header: Header | null = null;
  let remaining = 0;
  let fault: RelpFault | null = null;

  function begin(chunk: Buffer, at: number): number {
    const text = headerText + chunk.toString('latin1', at, at + maxHeaderBytes - headerText.length);
    const found = readHeader(text);
    if (typeof found === 'string') {
      if (found === 'more') headerText = text;
      else fault = found;
      return chunk.length;
    }
    const next = at + found.bytes - headerText.length;
    header = found;
    headerText = '';
    remaining = found.length;
    return next;
  }

  function take(chunk: Buffer, at: number, { txnr, command }: Header): number {
    const end = at + remaining;
    if (end >= chunk.length) {
      carry.add(chunk, at, chunk.length);
      remaining = end - chunk.length;
      return chunk.length;
    }
    if (chunk[end] !== lf) {
      fault = 'relp_trailer';
      return chunk.length;
    }
    if (carry.isEmpty()) {
      sink({
        txnr,
        command,
        data: chunk.subarray(at, Math.min(end, at + maxDataBytes)),
        isCut: remaining > maxDataBytes,
      });
    } else {
      carry.add(chunk, at, end);
      sink({ txnr, command, data: carry.bytes(), isCut: carry.overflowed() });
      carry.clear();
    }
    header = null;
    return end + 1;
  }

  return {
    push: (chunk) => {
      let at = 0;
      while (at < chunk.length && fault === null)
        at = header === null ? begin(chunk, at) : take(chunk, at, header);
      return fault;
    },
  };
}

function readHeader(text: string): Header | RelpFault | 'more' {
  const found = headerPattern.exec(text);
  if (found === null) return text.length < maxHeaderBytes && headerStart.test(text) ? 'more' : 'relp_header';
  const [whole, txnr, command = '', digits, separator] = found;
  const length = Number(digits);
  if (length > maxRelpDataBytes) return 'relp_length';
  if ((length === 0) !== (separator === '\n')) return 'relp_header';
  return { txnr: Number(txnr), command, length, bytes: length === 0 ? whole.length - 1 : whole.length };
}
