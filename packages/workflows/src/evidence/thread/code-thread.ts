import { Worker } from "node:worker_threads";
import type { Config } from "@t4/contracts";
import type { CodeModule, CodeReader } from "../code.ts";
import { EarlyAnswers } from "./early-answers.ts";
import { type Answer, openReply, type Question, type Reply, type ThreadData, type ThreadMessage } from "./messages.ts";

/** What was asked and is not answered yet. */
interface Pending {
  type: Question["type"];
  module: CodeModule;
  resolve: (answer: Answer | Promise<Answer>) => void;
}

/**
 * A second thread that reads code and reports, while the first one does all else. It makes itself ready at once, and keeps no process from ending.
 * Where it cannot be started or comes to grief, another reader reads instead, so that nothing depends on it but how long a run takes.
 */
export class CodeThread {
  readonly #worker: Worker;
  readonly #pending: Pending[] = [];
  #fallback: CodeReader | undefined;
  #hasEnded = false;

  /** `entry` is the absolute path of what starts the thread. Throws when the system gives none. */
  constructor(entry: string, data: ThreadData) {
    this.#worker = new Worker(entry, { workerData: data });
    this.#worker.on("message", (reply: Reply) => this.#settle(reply));
    this.#worker.on("error", () => this.#end());
    this.#worker.on("exit", () => this.#end());
    // After it is listened to, which would have the process wait for it again.
    this.#worker.unref();
  }

  /** The reader of a workspace with these modules; asked for once. */
  open(config: Config, modules: readonly CodeModule[], fallback: CodeReader): CodeReader {
    this.#fallback = fallback;
    this.#tell({ type: "open", config, modules: modules.map(asPlain) });
    const answers = new EarlyAnswers((type, module) => this.#ask(type, module));
    return {
      expect: (expected) => answers.expect(expected),
      readPython: (module) => answers.take("readPython", module) as ReturnType<CodeReader["readPython"]>,
      readReports: (module) => answers.take("readReports", module) as ReturnType<CodeReader["readReports"]>,
      close: () => this.#close(),
    };
  }

  #ask(type: Question["type"], module: CodeModule): Promise<Answer> {
    if (this.#hasEnded) return this.#fallback![type](module);
    if (this.#pending.length === 0) this.#worker.ref();
    this.#tell({ type, dir: module.dir });
    return new Promise((resolve) => this.#pending.push({ type, module, resolve }));
  }

  /** The process waits for it to end, which takes no time. */
  #close(): void {
    this.#tell({ type: "close" });
    this.#worker.ref();
  }

  #tell(message: ThreadMessage): void {
    this.#worker.postMessage(message);
  }

  #settle(reply: Reply): void {
    this.#pending.shift()?.resolve(Promise.resolve(reply).then(openReply));
    if (this.#pending.length === 0) this.#worker.unref();
  }

  #end(): void {
    this.#hasEnded = true;
    for (const { type, module, resolve } of this.#pending.splice(0)) resolve(this.#fallback![type](module));
  }
}

/** What the thread needs; all else of a module may be large, or cannot be sent. */
function asPlain({ name, dir, manifestPath, files }: CodeModule): CodeModule {
  return { name, dir, manifestPath, files };
}
