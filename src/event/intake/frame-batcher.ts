import type { Attribution } from '../event.ts';
import type { IntakeCounters, Transport } from './counters.ts';
import type { DurableAppend } from './durable-append.ts';
import { encodeFrameHeader } from './frame-codec.ts';
import { createRecordBlock, maxLengthBytes, type RecordBlock } from './record-block.ts';

/** Whose records share a frame. */
export interface FrameOwner {
  readonly attribution: Attribution;
  readonly peer: string;
  /** Unix milliseconds of receipt; a frame has that of its first record. */
  readonly receivedAt: number;
}

/** Gathers syslog records into frames, one for each owner, while earlier frames are on their way to the disk. */
export interface FrameBatcher {
  readonly add: (owner: FrameOwner, bytes: Uint8Array, start: number, end: number) => void;
  /**
   * Sends what was added, once the frames before are done. Resolves when all added so far is on the disk (true) or
   * some of it cannot be stored (false). Never rejects.
   */
  flush(): Promise<boolean>;
  /** Bytes added and not yet on the disk. */
  pendingBytes(): number;
}

interface BatcherDeps {
  readonly append: DurableAppend;
  readonly transport: Transport;
  readonly counters: IntakeCounters;
  /** Bytes to make room for when a frame is begun. */
  readonly firstBytes: number;
}

/** Most bytes of a frame's records, so that a frame stays near 1 MiB. */
export const maxBlockBytes = 1024 * 1024 - 1024;

interface OpenFrame {
  /** Attribution and peer: what the records of a frame share. */
  readonly key: string;
  readonly owner: FrameOwner;
  readonly block: RecordBlock;
}

export function createFrameBatcher({ append, transport, counters, firstBytes }: BatcherDeps): FrameBatcher {
  const full: OpenFrame[] = [];
  const open = new Map<string, OpenFrame>();
  let last: OpenFrame | null = null;
  let pending = 0;
  let tail: Promise<boolean> = Promise.resolve(true);
  let scheduled: Promise<boolean> | null = null;

  function frameFor(owner: FrameOwner, bytes: number): OpenFrame {
    const isSame = last?.owner.attribution === owner.attribution && last.owner.peer === owner.peer;
    const key = isSame && last !== null ? last.key : ownerKey(owner);
    const found = isSame && last !== null ? last : open.get(key);
    const needed = bytes + maxLengthBytes;
    if (found !== undefined) {
      if (found.block.size() + needed <= maxBlockBytes) return found;
      full.push(found);
    }
    const begun = { key, owner, block: createRecordBlock(Math.max(firstBytes, needed)) };
    open.set(key, begun);
    return begun;
  }

  async function send(frame: OpenFrame): Promise<boolean> {
    const { owner, block } = frame;
    const header = encodeFrameHeader({ ...owner, transport, format: 'syslog', batch: null }, block.count());
    const isStored = await append([header, block.take()]).catch(() => false);
    pending -= block.size();
    block.discard();
    countOutcome(counters, transport, block, isStored);
    return isStored;
  }

  async function sendAll(): Promise<boolean> {
    scheduled = null;
    const frames = [...full, ...open.values()];
    full.length = 0;
    open.clear();
    last = null;
    const stored = await Promise.all(frames.map(send));
    return stored.every(Boolean);
  }

  return {
    add: (owner, bytes, start, end) => {
      const frame = frameFor(owner, end - start);
      const before = frame.block.size();
      frame.block.add(bytes, start, end);
      pending += frame.block.size() - before;
      last = frame;
    },
    flush: () => {
      if (scheduled === null) {
        scheduled = tail.then(sendAll);
        tail = scheduled;
      }
      return scheduled;
    },
    pendingBytes: () => pending,
  };
}

function countOutcome(
  counters: IntakeCounters,
  transport: Transport,
  block: RecordBlock,
  isStored: boolean,
): void {
  if (isStored) {
    counters.stored[transport] += block.count();
    counters.storedBytes[transport] += block.size();
  } else {
    counters.dropped.unstored += block.count();
  }
}

/** By value: a directory may give an equal attribution as another object. */
const ownerKey = ({ attribution, peer }: FrameOwner): string =>
  `${attribution.sourceId} ${attribution.companyId} ${attribution.projectId ?? '-'} ${peer}`;
