import {
  validateCapabilities,
  validateFeatures,
  validateRejected,
  validateTags,
  type Validate,
  type VocabularyData,
} from "@t4/contracts";
import { joinPath, parseJson, positionOfPointer, sha256, T4Error, type JsonValue } from "@t4/core";
import type { Sources } from "./sources.ts";

/** The bytes of a vocabulary file and the name it goes by in messages; undefined when it is not there. */
export type ReadVocabularyFile = (name: string) => Promise<{ path: string; bytes: Uint8Array } | undefined>;

/**
 * The bytes of a workspace's own vocabulary file; undefined when nothing stands there. Throws `E_VOCAB` when the file, or its folder, is a
 * link that leads nowhere or the folder is no folder, so that the shipped vocabulary never takes the place of one that somebody meant;
 * `E_OUTSIDE` when it leads out of the workspace, and `E_READ` when it cannot be read.
 */
export async function readOwnVocabularyFile(
  sources: Sources,
  folder: string,
  name: string,
): Promise<Uint8Array | undefined> {
  const path = joinPath(folder, name);
  const bytes = await sources.readBytes(path);
  if (bytes !== undefined) return bytes;
  const broken = await findBroken(sources, folder, path);
  if (broken === undefined) return undefined;
  throw new T4Error("E_VOCAB", `${broken} is a link that leads nowhere, or no folder`, {
    file: broken,
    hint: `Put the vocabulary there, or remove ${broken} to use the shipped one.`,
  });
}

async function findBroken(sources: Sources, folder: string, path: string): Promise<string | undefined> {
  if ((await sources.kindOf(path)) !== undefined) return path;
  const isThere = (await sources.kindOf(folder)) !== undefined;
  return isThere && (await sources.names(folder)) === undefined ? folder : undefined;
}

/** The parsed vocabulary with the SHA-256 of each file's bytes, in the order of the files. */
export interface LoadedVocabulary {
  data: VocabularyData;
  shas: (string | null)[];
}

/**
 * Reads and validates `features.json`, `capabilities.json`, `tags.json` and `rejected.json`; what is not there is empty.
 * Throws `E_VOCAB`, or `E_ENCODING`, with file, line and column for the first thing wrong.
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
    if (!(cause instanceof T4Error) || cause.code === "E_ENCODING") throw cause;
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
