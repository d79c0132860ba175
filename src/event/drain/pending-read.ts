import { flagOf } from './attempt.ts';

/** A read that waits for what comes next: begun once, and kept until its answer is taken, whatever happens meanwhile. */
export class PendingRead<Answer> {
  readonly #read: () => Promise<Answer>;
  #pending: { readonly answer: Promise<Answer>; readonly isAnswered: () => boolean } | null = null;

  constructor(read: () => Promise<Answer>) {
    this.#read = read;
  }

  /** The answer to come; taking it is `take`'s. */
  answer(): Promise<Answer> {
    if (this.#pending === null) {
      const answer = this.#read();
      this.#pending = { answer, isAnswered: flagOf(answer) };
    }
    return this.#pending.answer;
  }

  /** Waits for the answer; the next read is another one. */
  async take(): Promise<Answer> {
    try {
      return await this.answer();
    } finally {
      this.#pending = null;
    }
  }

  state(): 'none' | 'waiting' | 'answered' {
    if (this.#pending === null) return 'none';
    return this.#pending.isAnswered() ? 'answered' : 'waiting';
  }

  /** Resolves when no read is going on. */
  async end(): Promise<void> {
    await this.#pending?.answer.catch(() => null);
  }
}
