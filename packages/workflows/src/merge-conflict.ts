import { type ParsedJson, parseJson, T4Error } from "@t4/core";

/** {@link parseJson}; of a file that a merge left a conflict in, the `E_JSON` says so and names the lines. */
export function parseUnlessConflicting(bytes: Uint8Array, file: string): ParsedJson {
  try {
    return parseJson(bytes, file);
  } catch (error) {
    const isJsonFault = error instanceof T4Error && error.code === "E_JSON";
    throw (isJsonFault ? conflictIn(Buffer.from(bytes).toString("utf8"), file, error) : undefined) ?? error;
  }
}

function conflictIn(text: string, file: string, cause: T4Error): T4Error | undefined {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => /^<{7}(?: |\r?$)/.test(line));
  const end = lines.findIndex((line, index) => index > start && /^>{7}(?: |\r?$)/.test(line));
  if (start < 0 || end < 0) return undefined;
  const name = /^[\w./-]+$/.test(file) ? file : "<file>";
  return new T4Error("E_JSON", `${file} holds the conflict of a merge in lines ${start + 1} to ${end + 1}`, {
    file,
    line: start + 1,
    cause,
    hint: `Take a side with \`git checkout --ours -- ${name}\` (or --theirs), or mend it by hand; then run \`t4 enrich\`.`,
  });
}
