/** Keeps the end of an output of any length: at most so many bytes while it comes, at most so many lines of it afterwards. */
export class Tail {
  readonly #limit: number;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #isWhole = true;

  /** `limit` in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    // Joined only when as much again has come, so that each byte is copied a bounded number of times.
    if (this.#size > 2 * this.#limit) this.#compact();
  }

  /** The last `count` lines without blank ones at the end; what came before them is left out, and so is the rest of a line that was cut. */
  lines(count: number): string[] {
    this.#compact();
    const lines = Buffer.concat(this.#chunks)
      .toString("utf8")
      .split(/\r\n|\n|\r/);
    if (!this.#isWhole) lines.shift();
    while (lines.at(-1)?.trim() === "") lines.pop();
    return lines.slice(-count);
  }

  #compact(): void {
    if (this.#size <= this.#limit) return;
    const kept = Buffer.concat(this.#chunks).subarray(this.#size - this.#limit);
    // A copy, so that the bytes before it can be freed.
    this.#chunks = [Buffer.from(kept)];
    this.#size = this.#limit;
    this.#isWhole = false;
  }
}
