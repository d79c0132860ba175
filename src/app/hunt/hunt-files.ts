import { Worker } from 'node:worker_threads';
import { createHuntJudge, type HuntRules } from '../../detection/index.ts';
import { huntFile, type FileTask, type HuntSink } from './hunt-file.ts';
import type { HuntChunk, HuntThreadReport, HuntThreadSetting, HuntThreadTask } from './hunt-message.ts';

export interface HuntFilesOptions {
  readonly rules: HuntRules;
  readonly ndjson: boolean;
  /** 1: the files are hunted through in this thread. */
  readonly threads: number;
}

/**
 * Hunts through files. However many threads there are, `sink` is given what they find in the order of the files. Rejects
 * when a thread fails.
 */
export async function huntFiles(
  files: readonly FileTask[],
  options: HuntFilesOptions,
  sink: HuntSink,
): Promise<void> {
  if (options.threads > 1) return huntInThreads(files, options, sink);
  const judge = createHuntJudge(options.rules);
  for (const file of files) await huntFile(judge, file, options, sink);
}

/** What came of one file until now, and who waits for more. */
interface FileStream {
  readonly chunks: { readonly chunk: HuntChunk; readonly taken: () => void }[];
  isDone: boolean;
  wake: () => void;
}

async function huntInThreads(
  files: readonly FileTask[],
  { ndjson, rules, threads }: HuntFilesOptions,
  sink: HuntSink,
): Promise<void> {
  const streams = files.map((): FileStream => ({ chunks: [], isDone: false, wake: () => undefined }));
  const waiting = files.map((file, place) => ({ file, place }));
  const setting: HuntThreadSetting = { rules, ndjson };
  const workers: Worker[] = [];
  const failed = new Promise<never>((_resolve, reject) => {
    for (let count = 0; count < threads; count += 1) {
      const worker = new Worker(new URL('./hunt-thread.ts', import.meta.url), { workerData: setting });
      workers.push(worker);
      worker.on('error', reject);
      feed(worker, waiting, streams, sink);
    }
  });
  try {
    for (const stream of streams) await Promise.race([drain(stream, sink), failed]);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Gives a thread one file after another, in their order, and keeps what it tells with the file. */
function feed(
  worker: Worker,
  waiting: { readonly file: FileTask; readonly place: number }[],
  streams: readonly FileStream[],
  sink: HuntSink,
): void {
  const send = (task: HuntThreadTask): void => worker.postMessage(task);
  let stream: FileStream | undefined;
  const next = (): void => {
    const task = waiting.shift();
    stream = task === undefined ? undefined : streams[task.place];
    if (task !== undefined) send({ kind: 'file', file: task.file });
  };
  worker.on('message', (report: HuntThreadReport) => {
    const own = stream;
    if (own === undefined) return;
    if (report.kind === 'chunk') {
      sink.onRead(report.chunk.bytes);
      own.chunks.push({ chunk: report.chunk, taken: () => send({ kind: 'taken' }) });
    } else {
      own.isDone = true;
      next();
    }
    own.wake();
  });
  next();
}

async function drain(stream: FileStream, sink: HuntSink): Promise<void> {
  for (;;) {
    const next = stream.chunks.shift();
    if (next !== undefined) {
      for (let count = 0; count < next.chunk.events; count += 1) sink.onEvent();
      for (const item of next.chunk.items) await sink.put(item);
      next.taken();
    } else if (stream.isDone) return;
    else await new Promise<void>((resolve) => (stream.wake = resolve));
  }
}
