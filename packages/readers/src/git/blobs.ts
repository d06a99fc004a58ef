import { askGit, needGit } from "./run-git.ts";

/** The largest blob that is read together with others, in bytes. */
const MAX_BATCHED_BYTES = 1024 * 1024;

/** Blobs of a repository by id: their sizes are known, their bytes are read on the first demand, the small ones in one call of git. */
export class Blobs {
  readonly #root: string;
  readonly #sizes: ReadonlyMap<string, number>;
  #small: Promise<ReadonlyMap<string, Uint8Array>> | undefined;

  private constructor(root: string, sizes: ReadonlyMap<string, number>) {
    this.#root = root;
    this.#sizes = sizes;
  }

  /** Asks git for the sizes. Throws `E_GIT`. */
  static async open(root: string, ids: Iterable<string>): Promise<Blobs> {
    const input = [...new Set(ids)].map((id) => `${id}\n`).join("");
    const sizes = new Map<string, number>();
    if (input === "") return new Blobs(root, sizes);
    const output = await needGit(root, ["cat-file", "--batch-check"], HINT, { input });
    for (const line of output.toString("latin1").split("\n")) {
      const [id = "", type, size] = line.split(" ");
      if (type === "blob") sizes.set(id, Number(size));
    }
    return new Blobs(root, sizes);
  }

  /** In bytes; 0 for one that the repository lacks. */
  size(id: string): number {
    return this.#sizes.get(id) ?? 0;
  }

  /** Throws `E_GIT` when the repository lacks it. */
  async read(id: string): Promise<Uint8Array> {
    if (this.size(id) <= MAX_BATCHED_BYTES) {
      this.#small ??= this.#readSmall();
      const bytes = (await this.#small).get(id);
      if (bytes !== undefined) return bytes;
    }
    return needGit(this.#root, ["cat-file", "blob", id], HINT);
  }

  async #readSmall(): Promise<ReadonlyMap<string, Uint8Array>> {
    const small = [...this.#sizes].filter(([, size]) => size <= MAX_BATCHED_BYTES);
    const input = small.map(([id]) => `${id}\n`).join("");
    const answer = await askGit(this.#root, ["cat-file", "--batch"], { input });
    return answer.outcome === "done" ? parseBatch(answer.stdout) : new Map<string, Uint8Array>();
  }
}

const HINT = "Check the repository with `git fsck`.";
const LINE_FEED = 10;

/** For each blob a line `<id> blob <size>`, its bytes, and a line feed. */
function parseBatch(output: Buffer): Map<string, Uint8Array> {
  const blobs = new Map<string, Uint8Array>();
  for (let start = 0; start < output.length;) {
    const end = output.indexOf(LINE_FEED, start);
    if (end < 0) break;
    const [id = "", type, size] = output.toString("latin1", start, end).split(" ");
    const length = type === "blob" ? Number(size) : -1;
    if (length >= 0) blobs.set(id, output.subarray(end + 1, end + 1 + length));
    start = end + 1 + length + 1;
  }
  return blobs;
}
