import { conversionCure, type Finding, isConverted } from "@t4/core";
import { shellWord } from "@t4/ledger";
import type { Sources } from "@t4/readers";

/**
 * The finding about a manifest whose line ends git converted on checkout; undefined when it is anything else. `recorded` are the states that it may
 * be in. Throws as reading a file does.
 */
export async function findConversion(
  sources: Sources,
  { path, module }: { path: string; module: string },
  recorded: readonly (string | null)[],
): Promise<Finding | undefined> {
  const bytes = await sources.readBytes(path);
  if (bytes === undefined || !isConverted(bytes, recorded)) return undefined;
  const message = `${path} is as recorded but for its line ends, which git made CRLF on checkout (core.autocrlf)`;
  return {
    code: "E_UNRECORDED",
    severity: "error",
    module,
    file: path,
    message,
    fix: conversionCure(path, shellWord(path)),
  };
}
