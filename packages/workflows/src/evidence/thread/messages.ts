import type { Config } from "@t4/contracts";
import type { CodeModule } from "../code.ts";

/** What the thread is started with. */
export interface ThreadData {
  /** Absolute path of the workspace. */
  root: string;
  /** Where the grammar files lie. */
  grammarFolder: string;
}

/** What is asked of the thread about a module; each is answered with the `Looked` of its kind. */
export type Question = { type: "readPython" | "readReports"; dir: string };

/** What the thread is told: how the workspace is laid out, once and first; then questions, which it answers in this order; then that no more will come. */
export type ThreadMessage = { type: "open"; config: Config; modules: CodeModule[] } | Question | { type: "close" };
