import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';

interface Job<Request, Reply> {
  readonly request: Request;
  readonly transfer: readonly ArrayBuffer[];
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

interface Slot<Request, Reply> {
  worker: Worker;
  job: Job<Request, Reply> | null;
}

/** What a worker answers. */
export type WorkerAnswer<Reply> =
  | { readonly kind: 'done'; readonly reply: Reply }
  | { readonly kind: 'failed'; readonly message: string; readonly retryable: boolean };

/** A thread reported that a job failed, or died while it had it. */
export class WorkerJobError extends Error {
  readonly retryable: boolean;

  constructor(message: string, retryable: boolean) {
    super(message);
    this.name = 'WorkerJobError';
    this.retryable = retryable;
  }
}

export interface WorkerPoolOptions {
  readonly name: string;
  readonly module: URL;
  readonly size: number;
  readonly workerData: () => unknown;
  readonly log: Logger;
}

/** Threads that take one job each at a time; a thread that dies fails its job and is replaced. */
export class WorkerPool<Request, Reply> {
  readonly #options: WorkerPoolOptions;
  readonly #slots: Slot<Request, Reply>[] = [];
  readonly #waiting: Job<Request, Reply>[] = [];
  #stopped = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    for (let index = 0; index < options.size; index += 1) this.#slots.push(this.#open());
  }

  run(request: Request, transfer: readonly ArrayBuffer[] = []): Promise<Reply> {
    if (this.#stopped) return Promise.reject(new WorkerJobError('the pool is stopped', true));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, transfer, resolve, reject });
      this.#assign();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const job of this.#waiting.splice(0)) job.reject(new WorkerJobError('the pool is stopped', true));
    await Promise.all(this.#slots.map((slot) => slot.worker.terminate()));
  }

  #open(): Slot<Request, Reply> {
    const slot: Partial<Slot<Request, Reply>> = { job: null };
    slot.worker = this.#start(slot as Slot<Request, Reply>);
    return slot as Slot<Request, Reply>;
  }

  #start(slot: Slot<Request, Reply>): Worker {
    const { module, name, workerData, log } = this.#options;
    const worker = new Worker(module, {
      name,
      workerData: workerData(),
      execArgv: process.execArgv,
      resourceLimits: { maxYoungGenerationSizeMb: 96 },
    });
    worker.on('message', (answer: WorkerAnswer<Reply>) => {
      const { job } = slot;
      slot.job = null;
      if (answer.kind === 'done') job?.resolve(answer.reply);
      else job?.reject(new WorkerJobError(answer.message, answer.retryable));
      this.#assign();
    });
    worker.on('error', (error) => log.error({ err: error, name }, 'a worker thread died; it is replaced'));
    worker.on('exit', () => {
      if (slot.worker !== worker || this.#stopped) return;
      slot.job?.reject(new WorkerJobError('the worker thread died', true));
      slot.job = null;
      slot.worker = this.#start(slot);
      this.#assign();
    });
    return worker;
  }

  #assign(): void {
    for (const slot of this.#slots) {
      if (slot.job !== null) continue;
      const job = this.#waiting.shift();
      if (job === undefined) return;
      slot.job = job;
      slot.worker.postMessage(job.request, [...job.transfer]);
    }
  }
}
