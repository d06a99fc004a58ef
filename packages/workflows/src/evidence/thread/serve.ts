import type { MessagePort } from "node:worker_threads";
import { nodeFiles, T4Error } from "@t4/core";
import { loadPythonParser, setGrammarFolder, Sources } from "@t4/readers";
import { type CodeModule, type CodeReader, openCodeReader } from "../code.ts";
import { type Answer, partsOf, type Reply, type ThreadData, type ThreadMessage } from "./messages.ts";

/** Answers questions until it is told that no more will come. */
export function serveCode(port: MessagePort, { root, grammarFolder }: ThreadData): void {
  setGrammarFolder(grammarFolder);
  const sources = new Sources(nodeFiles, root);
  let reader: CodeReader;
  let modules: ReadonlyMap<string, CodeModule>;
  const handle = async (message: ThreadMessage): Promise<void> => {
    if (message.type === "close") port.close();
    else if (message.type === "open") {
      reader = openCodeReader({ files: nodeFiles, root, sources, config: message.config }, message.modules);
      modules = new Map(message.modules.map((module) => [module.dir, module]));
    } else port.postMessage(await replyTo(() => reader[message.type](modules.get(message.dir)!)));
  };
  // One after the other, so that answers keep the order of the questions. What fails ends the thread, and who asked reads for itself.
  let last: Promise<unknown> = loadPythonParser();
  port.on("message", (message: ThreadMessage) => {
    last = last.then(() => handle(message));
  });
}

async function replyTo(read: () => Promise<Answer>): Promise<Reply> {
  try {
    return { answer: await read() };
  } catch (error) {
    if (error instanceof T4Error) return { error: partsOf(error) };
    throw error;
  }
}
