import { cpus, machine, release, type } from "node:os";
import type { JsonObject } from "@t4/core";

/** What every measurement on this machine depends on, whatever ran: operating system, architecture, processor and how many of them. */
export function machineFacts(): JsonObject {
  const processors = cpus();
  const [major = "", minor = ""] = release().split(".");
  return {
    os: `${type()} ${major}.${minor}`,
    arch: machine(),
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
  };
}

/** The runtime of benchmarks that vitest runs. */
export function nodeFacts(): JsonObject {
  return { runtime: `Node.js ${process.versions.node}` };
}
