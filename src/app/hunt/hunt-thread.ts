import { parentPort, workerData } from 'node:worker_threads';
import { createHuntJudge } from '../../detection/index.ts';
import { createChunks } from './hunt-chunks.ts';
import { huntFile } from './hunt-file.ts';
import type { HuntThreadReport, HuntThreadSetting, HuntThreadTask } from './hunt-message.ts';

/** A thread of a hunt: is given one file after another, and tells what it found in chunks, each of which is answered. */
const { ndjson, rules } = workerData as HuntThreadSetting;
const judge = createHuntJudge(rules);
const port = parentPort;
if (port === null) throw new Error('hunt-thread.ts runs in a thread of its own.');
const tell = (report: HuntThreadReport): void => port.postMessage(report);
const chunks = createChunks((chunk) => tell({ kind: 'chunk', chunk }));

port.on('message', (task: HuntThreadTask) => {
  if (task.kind === 'taken') chunks.taken();
  else void hunt(task.file);
});

async function hunt(file: Extract<HuntThreadTask, { readonly kind: 'file' }>['file']): Promise<void> {
  await huntFile(judge, file, { ndjson }, chunks.sink);
  await chunks.flush();
  tell({ kind: 'done' });
}
