import { createDurableAppend } from './durable-append.ts';
import { createFrameBatcher } from './frame-batcher.ts';
import { listenStream, type Listener, type StreamListenerOptions } from './stream-listener.ts';
import { defaultMaxMessageBytes, retryMs, streamBlockBytes, type SyslogDeps } from './syslog-deps.ts';
import { createSyslogFramer } from './syslog-framing.ts';
import { createSyslogSorter } from './syslog-sorter.ts';

export interface SyslogTcpOptions extends StreamListenerOptions {
  /** Longest message kept whole, in bytes; default 64 KiB. */
  readonly maxMessageBytes?: number;
}

/**
 * Receives syslog over TCP (RFC 6587, octet counting and LF told apart for each message) or, with `tls`, over TLS
 * (RFC 5425). A full spool stops the reading, and TCP the sender. What the sender has sent and we have not yet stored
 * is lost if this process dies: these protocols have no acknowledgement.
 */
export function listenSyslogTcp(options: SyslogTcpOptions, deps: SyslogDeps): Promise<Listener> {
  const { clock, counters } = deps;
  const transport = options.tls === undefined ? 'tcp' : 'tls';
  const closing = new AbortController();
  const append = createDurableAppend({ ...deps, retryMs, signal: closing.signal });
  return listenStream(options, {
    ...deps,
    giveUp: () => closing.abort(),
    protocol: (_socket, peer, port) => {
      const batcher = createFrameBatcher({ append, transport, counters, firstBytes: streamBlockBytes });
      const sorter = createSyslogSorter({ ...deps, batcher, transport, port });
      const framer = createSyslogFramer(options.maxMessageBytes ?? defaultMaxMessageBytes, sorter.message);
      return {
        chunk: (bytes) => {
          sorter.begin(bytes, peer, clock.now().getTime());
          framer.push(bytes);
          return batcher.flush();
        },
        finish: () => {
          framer.finish();
          return batcher.flush();
        },
      };
    },
  });
}
