/** Calls `stop` when the user ends the program, or whoever reads its output has gone (`| head`); until disposed. */
export function onInterruption(stop: () => void): Disposable {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const streams = [process.stdout, process.stderr];
  for (const signal of signals) process.on(signal, stop);
  for (const stream of streams) stream.on('error', stop);
  return {
    [Symbol.dispose]: () => {
      for (const signal of signals) process.off(signal, stop);
      // A broken pipe is told after the write, so the last words still need a listener.
      setImmediate(() => {
        for (const stream of streams) stream.off('error', stop);
      });
    },
  };
}
