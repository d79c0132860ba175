import type { HuntedItem, HuntSink } from './hunt-file.ts';
import type { HuntChunk } from './hunt-message.ts';

/** What a chunk holds at the most, and how many may be on their way: together what a thread may have waiting. */
const mostItems = 1_000;
const mostCharacters = 256 * 1024;
const mostOnTheirWay = 16;
/** Bytes read after which progress is told, whatever was found. */
const progressBytes = 1024 * 1024;

export interface Chunks {
  readonly sink: HuntSink;
  /** The receiver has used one up. */
  taken(): void;
  /** Sends what is left. */
  flush(): Promise<void>;
}

/** Gathers what a thread finds, and waits when its receiver is behind. */
export function createChunks(send: (chunk: HuntChunk) => void): Chunks {
  let items: HuntedItem[] = [];
  let characters = 0;
  let bytes = 0;
  let events = 0;
  let onTheirWay = 0;
  let wake: () => void = () => undefined;

  function sendNow(): void {
    if (items.length === 0 && bytes === 0 && events === 0) return;
    const chunk = { items, bytes, events };
    [items, characters, bytes, events] = [[], 0, 0, 0];
    onTheirWay += 1;
    send(chunk);
  }

  async function flush(): Promise<void> {
    sendNow();
    while (onTheirWay >= mostOnTheirWay) await new Promise<void>((resolve) => (wake = resolve));
  }

  return {
    sink: {
      onRead: (more) => {
        bytes += more;
        if (bytes >= progressBytes) sendNow();
      },
      onEvent: () => {
        events += 1;
      },
      put: async (item) => {
        items.push(item);
        characters += item.kind === 'hit' ? item.line.length : 1;
        if (items.length >= mostItems || characters >= mostCharacters || bytes >= progressBytes)
          await flush();
      },
    },
    taken: () => {
      onTheirWay -= 1;
      wake();
    },
    flush,
  };
}
