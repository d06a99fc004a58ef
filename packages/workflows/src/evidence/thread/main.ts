// The entry of the thread's bundle.
import { parentPort, workerData } from "node:worker_threads";
import type { ThreadData } from "./messages.ts";
import { serveCode } from "./serve.ts";

if (parentPort !== null) serveCode(parentPort, workerData as ThreadData);
