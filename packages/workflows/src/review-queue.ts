import { type ReviewQueue, validateQueue } from "@t4/contracts";
import { encodeUtf8, type Finding, formatJson, type JsonValue, parseJson, T4Error } from "@t4/core";
import type { Workspace } from "@t4/readers";
import { asFinding } from "./as-finding.ts";

/** The review queue as it is on disk. A malformed one counts as none, with a finding: it is derived, so it is rebuilt. */
export async function readQueue(
  workspace: Workspace,
): Promise<{ queue: ReviewQueue | undefined; bytes: Uint8Array | undefined; findings: Finding[] }> {
  const path = workspace.config.queue;
  const bytes = await workspace.sources.readBytes(path);
  if (bytes === undefined) return { queue: undefined, bytes, findings: [] };
  try {
    const { value } = parseJson(bytes, path);
    const [problem] = validateQueue(value);
    if (problem !== undefined) throw new T4Error("E_JSON", `${path}: ${problem.message}`, { file: path });
    return { queue: value as unknown as ReviewQueue, bytes, findings: [] };
  } catch (error) {
    const fix = "Run `t4 enrich`, which rebuilds it; only the dates on which its items were first seen are lost.";
    return { queue: undefined, bytes, findings: [{ ...asFinding(error, path, undefined), severity: "warning", fix }] };
  }
}

/** The bytes of a queue's file. */
export function queueBytes(queue: ReviewQueue): Uint8Array {
  return encodeUtf8(formatJson(queue as unknown as JsonValue));
}
