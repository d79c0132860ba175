/** Bytes of a file as they come, decompressed. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** Reads a stream in pieces of a chosen size, forwards only. */
export class ByteSource {
  readonly #stream: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);
  #isEnded = false;
  #failure: Error | null = null;
  #position = 0;

  constructor(stream: ByteStream) {
    this.#stream = stream[Symbol.asyncIterator]();
  }

  /** Whether the stream has ended; what is held may still be read. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /**
   * Why the stream broke off; null when it did not. What came before is given as if the stream had ended there, so that
   * damage loses nothing of it: whoever reads to the end asks this then.
   */
  get failure(): Error | null {
    return this.#failure;
  }

  /** Bytes read and passed so far. */
  get position(): number {
    return this.#position;
  }

  /** At least so many bytes from here on, fewer only at the end, without passing them. */
  async peek(bytes: number): Promise<Buffer> {
    if (this.#held.length < bytes && !this.#isEnded) {
      const parts: Uint8Array[] = [this.#held];
      let length = this.#held.length;
      while (length < bytes) {
        const next = await this.#next();
        if (next === null) {
          this.#isEnded = true;
          break;
        }
        parts.push(next);
        length += next.length;
      }
      this.#held = Buffer.concat(parts, length);
    }
    return this.#held;
  }

  async #next(): Promise<Uint8Array | null> {
    try {
      const next = await this.#stream.next();
      return next.done === true ? null : next.value;
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      return null;
    }
  }

  /** Passes bytes that `peek` has given. */
  pass(bytes: number): void {
    this.#held = this.#held.subarray(bytes);
    this.#position += bytes;
  }

  /** The next bytes, fewer only at the end. */
  async take(bytes: number): Promise<Buffer> {
    const held = await this.peek(bytes);
    const taken = held.subarray(0, Math.min(bytes, held.length));
    this.pass(taken.length);
    return taken;
  }
}
