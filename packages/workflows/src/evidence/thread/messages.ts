import type { Config } from "@t4/contracts";
import { type ErrorDetails, T4Error } from "@t4/core";
import type { PythonRecord } from "@t4/readers";
import type { CodeModule, Looked, ModuleReports } from "../code.ts";

/** What the thread is started with. */
export interface ThreadData {
  /** Absolute path of the workspace. */
  root: string;
  /** Where the grammar files lie. */
  grammarFolder: string;
}

/** What is asked of the thread about a module. */
export type Question = { type: "readPython" | "readReports"; dir: string };

/** What the thread is told: how the workspace is laid out, once and first; then questions, which it answers in this order; then that no more will come. */
export type ThreadMessage = { type: "open"; config: Config; modules: CodeModule[] } | Question | { type: "close" };

export type Answer = Looked<PythonRecord | undefined> | Looked<ModuleReports>;

/** What the thread says to a question: an answer, or the error of T4's own that reading ended with, taken apart because no class goes from one thread to another. */
export type Reply = { answer: Answer } | { error: ErrorParts };
export type ErrorParts = Pick<T4Error, "code" | "message"> & { details: ErrorDetails };

/** An error, taken apart; its cause stays behind. */
export function partsOf({ code, message, hint, file, line, column }: T4Error): ErrorParts {
  return { code, message, details: { hint, file, line, column } };
}

/** What a reply says. Throws the error that it holds. */
export function openReply(reply: Reply): Answer {
  if ("answer" in reply) return reply.answer;
  const { code, message, details } = reply.error;
  throw new T4Error(code, message, details);
}
