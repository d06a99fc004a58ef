import {
  validateCapabilities,
  validateFeatures,
  validateRejected,
  validateTags,
  type Validate,
  type VocabularyData,
} from "@t4/contracts";
import { parseJson, positionOfPointer, sha256, T4Error, type JsonValue } from "@t4/core";

/** The bytes of a vocabulary file and the name it goes by in messages; undefined when it is not there. */
export type ReadVocabularyFile = (name: string) => Promise<{ path: string; bytes: Uint8Array } | undefined>;

/** The parsed vocabulary with the SHA-256 of each file's bytes, in the order of the files. */
export interface LoadedVocabulary {
  data: VocabularyData;
  shas: (string | null)[];
}

/**
 * Reads and validates `features.json`, `capabilities.json`, `tags.json` and `rejected.json`; what is not there is empty.
 * Throws `E_VOCAB` with file, line and column for the first thing wrong.
 */
export async function loadVocabulary(read: ReadVocabularyFile): Promise<LoadedVocabulary> {
  const [features, capabilities, tags, rejected] = await Promise.all([
    loadFile(read, "features.json", validateFeatures),
    loadFile(read, "capabilities.json", validateCapabilities),
    loadFile(read, "tags.json", validateTags),
    loadFile(read, "rejected.json", validateRejected),
  ]);
  return {
    data: {
      features: (features?.value ?? {}) as unknown as VocabularyData["features"],
      capabilities: (capabilities?.value ?? {}) as unknown as VocabularyData["capabilities"],
      tags: ((tags?.value ?? { allowed: [] }) as { allowed: string[] }).allowed,
      rejected: ((rejected?.value ?? { rejected: [] }) as { rejected: string[] }).rejected,
    },
    shas: [features, capabilities, tags, rejected].map((file) => file?.sha ?? null),
  };
}

async function loadFile(
  read: ReadVocabularyFile,
  name: string,
  validate: Validate,
): Promise<{ value: JsonValue; sha: string } | undefined> {
  const file = await read(name);
  if (file === undefined) return undefined;
  const { value, text } = parseVocabularyJson(file.bytes, file.path);
  const problem = validate(value)[0];
  if (problem !== undefined) {
    throw new T4Error("E_VOCAB", `${file.path}: ${problem.message}`, {
      file: file.path,
      ...positionOfPointer(text, problem.pointer),
      hint: "Mend the entry; `t4 vocab check` looks at the whole vocabulary.",
    });
  }
  return { value, sha: sha256(file.bytes) };
}

function parseVocabularyJson(bytes: Uint8Array, path: string): { value: JsonValue; text: string } {
  try {
    return parseJson(bytes, path);
  } catch (cause) {
    if (!(cause instanceof T4Error)) throw cause;
    const { file, line, column } = cause;
    throw new T4Error("E_VOCAB", cause.message, {
      file,
      line,
      column,
      cause,
      hint: cause.hint ?? "Mend the JSON there.",
    });
  }
}
