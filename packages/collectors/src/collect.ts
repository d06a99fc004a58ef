import { join } from "node:path";
import { decodeUtf8, type FilePort, sha256, T4Error } from "@t4/core";
import { MAX_REPORT_BYTES, type Source } from "@t4/readers";
import { runTool, type ToolCall, type ToolEnd } from "./run-tool.ts";

/** A module that a runner is started for. */
export interface Subject {
  /** Its folder, relative to the root. */
  dir: string;
  /** Its own files, and the folders of the modules in it: neither is the other's. */
  files: readonly string[];
  nested: readonly string[];
}

/** Where and how runners are started. */
export interface Surroundings {
  /** The workspace, absolute. */
  root: string;
  files: FilePort;
  env: Readonly<Record<string, string>>;
  timeoutMs: number;
}

/** What became of one start of a runner. */
export type Collected =
  | {
      outcome: "measured";
      /** The runner's report; its path is the runner's name in parentheses, for it is gone by now. */
      report: Source;
      /** The folder, relative to the root, that the report's paths start from. */
      base: string;
    }
  /** It found nothing to run; `fix` says what to do about it, where that is known. */
  | { outcome: "untested"; why: string; fix?: string }
  | {
      outcome: "failed";
      /** One sentence without a full stop. */
      why: string;
      /** What to do about it, where that is known. */
      fix?: string;
      /** The end of what the runner printed. */
      tail: string[];
    };

/** What it means when a tool ends well and its report is empty, or there is none and it `says` this. */
export interface Emptiness {
  says?: string;
  why: string;
  fix: string;
}

/** What to do when a tool ends with this exit code, leaves no report, and `says` this. */
export interface Hint {
  exitCode: number;
  says: string;
  fix: string;
}

/**
 * Runs a tool that writes its report to `path`, and reads that. A tool that has an exit code for having found nothing to run names it as `nothing`; one that leaves
 * an empty report then, or none and says so, tells in `empty` what that means. Throws what reading throws, `E_TOO_LARGE` for a report beyond the limit.
 */
export async function collect(
  tool: { name: string; call: ToolCall; base: string; nothing?: number; empty?: Emptiness; hints?: readonly Hint[] },
  path: string,
  files: FilePort,
): Promise<Collected> {
  const end = await runTool(tool.call);
  if (end.outcome === "failed" && end.exitCode !== undefined && end.exitCode === tool.nothing) {
    return { outcome: "untested", why: `${tool.name} found no tests to run` };
  }
  if (end.outcome !== "done") {
    const failed = { outcome: "failed" as const, why: describeEnd(tool.name, end, tool.call), tail: end.tail };
    return end.outcome === "timeout" ? { ...failed, fix: TOO_SLOW } : { ...failed, ...hinted(end, tool.hints) };
  }
  const bytes = await readReport(files, path, tool.name);
  if (tool.empty !== undefined && isEmpty(bytes, end.tail, tool.empty)) {
    const { why, fix } = tool.empty;
    return { outcome: "untested", why, fix };
  }
  if (bytes === undefined) {
    const why = `${tool.name} ended well and left no report`;
    return { outcome: "failed", why, tail: end.tail, ...hinted({ ...end, exitCode: 0 }, tool.hints) };
  }
  const source = { path: `(${tool.name})`, sha: sha256(bytes), text: decodeUtf8(bytes, `the report of ${tool.name}`) };
  return { outcome: "measured", report: source, base: tool.base };
}

const TOO_SLOW = "Mend what it waits for, or give it more time with --timeout.";

function isEmpty(report: Uint8Array | undefined, tail: readonly string[], { says }: Emptiness): boolean {
  if (report !== undefined) return report.length === 0;
  return says !== undefined && tail.some((line) => line.includes(says));
}

function hinted(
  end: { exitCode?: number | undefined; tail: readonly string[] },
  hints: readonly Hint[] = [],
): { fix?: string } {
  const hint = hints.find(
    ({ exitCode, says }) => exitCode === end.exitCode && end.tail.some((line) => line.includes(says)),
  );
  return hint === undefined ? {} : { fix: hint.fix };
}

function describeEnd(name: string, end: ToolEnd, { timeoutMs, command }: ToolCall): string {
  switch (end.outcome) {
    case "timeout":
      return `${name} did not end within ${timeoutMs / 1000} seconds and was ended, with all that it started`;
    case "missing":
      return `${command} cannot be started (${end.why})`;
    case "failed":
      return end.signal === undefined
        ? `${name} ended with exit code ${end.exitCode}`
        : `${name} crashed with ${end.signal}`;
    case "done":
      return `${name} ended`;
  }
}

async function readReport(files: FilePort, path: string, name: string): Promise<Uint8Array | undefined> {
  try {
    return await files.read(path, MAX_REPORT_BYTES);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    if (code !== "EFBIG") throw cause;
    throw new T4Error("E_TOO_LARGE", `the report of ${name} is larger than ${MAX_REPORT_BYTES} bytes`, {
      cause,
      hint: "Measure fewer modules or fewer rounds at a time.",
    });
  }
}

/** A workspace folder as an absolute path. */
export function inRoot(root: string, path: string): string {
  return path === "" ? root : join(root, path);
}
