import type { CodeModule } from "../code.ts";
import type { Question } from "./messages.ts";

/** How many modules may be read that nobody has asked for yet: their records are held. */
const AHEAD = 256;

type Ask<T> = (type: Question["type"], module: CodeModule) => Promise<T>;

/** Asks about modules that are expected before they are wanted. What was not expected is asked when it is wanted. */
export class EarlyAnswers<T> {
  readonly #ask: Ask<T>;
  readonly #early = new Map<string, Promise<T>>();
  readonly #asked = new Set<string>();
  #expected: Iterator<CodeModule> = [].values();

  constructor(ask: Ask<T>) {
    this.#ask = ask;
  }

  /** That these will be wanted, in this order. */
  expect(modules: readonly CodeModule[]): void {
    this.#expected = modules.values();
    this.#askAhead();
  }

  /** The answer, which is kept no longer. */
  take(type: Question["type"], module: CodeModule): Promise<T> {
    const key = `${type} ${module.dir}`;
    const early = this.#early.get(key);
    this.#early.delete(key);
    this.#asked.add(module.dir);
    this.#askAhead();
    return early ?? this.#ask(type, module);
  }

  #askAhead(): void {
    while (this.#early.size < 2 * AHEAD) {
      const { value: module, done } = this.#expected.next();
      if (done === true) return;
      if (this.#asked.has(module.dir)) continue;
      this.#asked.add(module.dir);
      // Reports first: the first module that asks for one that all share has it read while this thread still has documents to read.
      for (const type of ["readReports", "readPython"] as const) {
        const answer = this.#ask(type, module);
        // That it fails is for who takes it to know, and nobody may.
        answer.catch(() => undefined);
        this.#early.set(`${type} ${module.dir}`, answer);
      }
    }
  }
}
