import { posix } from "node:path";
import { baseName } from "@t4/core";
import type { Config } from "./config.ts";

type Outputs = Pick<Config, "generated" | "ledger" | "queue" | "trends">;
export type OutputKey = keyof Outputs;

/** The paths that T4 writes to. */
export const OUTPUT_KEYS: readonly OutputKey[] = ["generated", "ledger", "queue", "trends"];

/** A path that T4 must not write to: why, as the end of a sentence that starts with the key, and what to do. */
export interface OutputFault {
  key: OutputKey;
  message: string;
  hint: string;
}

const FOREIGN_FOLDERS = new Set([".t4", ".git", "node_modules"]);
const FOREIGN_FILES = new Set(["module.manifest.json", "t4.config.json", "package.json"]);

/**
 * What is wrong with the first of these paths that T4 would do harm by writing to; undefined when nothing is. `given` are the keys that the
 * config names: the others hold defaults, and are never blamed. Letter case does not count, as on some disks.
 */
export function findOutputFault(config: Outputs, given: readonly OutputKey[]): OutputFault | undefined {
  for (const key of given) {
    const fault = folderFault(config[key]) ?? (key === "queue" ? queueFault(config.queue) : undefined);
    if (fault !== undefined) return { key, ...fault };
  }
  const [ledger, queue] = [normalize(config.ledger), normalize(config.queue)];
  const key = given.includes("queue") ? "queue" : "ledger";
  if (!given.includes(key) || !(isWithin(ledger, queue) || isWithin(queue, ledger))) return undefined;
  return {
    key,
    message: `puts the review queue ${config.queue} and the ledger ${config.ledger} into each other`,
    hint: "The ledger's folder is its own: keep the queue beside it, such as manifests/review_queue.json.",
  };
}

function folderFault(path: string): Omit<OutputFault, "key"> | undefined {
  const segments = normalize(path).split("/");
  if (segments.join("/") === ".") {
    return { message: `must not be the workspace itself: ${path}`, hint: "Name a path below the root." };
  }
  const foreign = segments.find((segment) => FOREIGN_FOLDERS.has(segment));
  if (foreign === undefined) return undefined;
  return { message: `must not lie in ${foreign}: ${path}`, hint: "Name a path that is kept with the sources." };
}

function queueFault(path: string): Omit<OutputFault, "key"> | undefined {
  const name = baseName(path).toLowerCase();
  if (!name.endsWith(".json")) {
    return { message: `must end in .json: ${path}`, hint: "Name a file such as manifests/review_queue.json." };
  }
  if (!FOREIGN_FILES.has(name)) return undefined;
  return { message: `must not be a ${name}: ${path}`, hint: "Name a file of its own: the queue is written anew." };
}

function normalize(path: string): string {
  const normal = posix.normalize(path).toLowerCase();
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
