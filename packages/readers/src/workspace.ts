import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { DEFAULT_FLAGS, parseConfig, parseFlags, type Config, type Flags, type VocabularyData } from "@t4/contracts";
import { decodeUtf8, joinPath, T4Error, valueSha, type FilePort, type JsonValue } from "@t4/core";
import { Sources, type Source } from "./sources.ts";
import { loadVocabulary, readOwnVocabularyFile, type LoadedVocabulary } from "./vocabulary-files.ts";

/** A governed repository, opened: its settings, and the way to its files. */
export interface Workspace {
  files: FilePort;
  /** Absolute. */
  root: string;
  /** True when nobody named the root and nothing marks it as a workspace. */
  isGuess?: boolean | undefined;
  config: Config;
  flags: Flags;
  sources: Sources;
  vocabularyData: VocabularyData;
  /** The workspace's own manifest schema; undefined when the shipped one holds. */
  schema: Source | undefined;
  /** SHA-256 over config, flags, vocabulary and schema: part of every cache key. */
  settingsSha: string;
}

export interface OpenOptions {
  files: FilePort;
  root: string;
  /** True when nobody named the root and nothing marks it as a workspace. */
  isGuess?: boolean | undefined;
  /** `--config`: relative to the root, or absolute and then anywhere. */
  configPath?: string | undefined;
  /** For who has read files of this root in the same run; made anew when absent. */
  sources?: Sources | undefined;
  /** The folder of the vocabulary that comes with T4. */
  shippedVocabulary: string;
  /** Leaves the vocabulary unread and empty, for what has to work also when one of its files is broken. */
  withoutVocabulary?: boolean;
}

const CONFIG_NAME = "t4.config.json";
/** Where the settings are when the config names no other place. */
export const FLAGS_PATH = "schemas/flags.json";
export const SCHEMA_PATH = "schemas/module.manifest.schema.json";
export const VOCABULARY_FOLDER = "vocab";
const MAX_CONFIG_BYTES = 1024 * 1024;
const NO_VOCABULARY: LoadedVocabulary = {
  data: { features: {}, capabilities: {}, tags: [], rejected: [] },
  shas: [],
};

/**
 * Opens the workspace at `root`. Everything has a default, so an empty folder works. Throws `E_ROOT`, `E_CONFIG`, `E_VOCAB` or `E_SCHEMA`,
 * and what reading a file throws, each with its place.
 */
export async function openWorkspace(options: OpenOptions): Promise<Workspace> {
  const { files } = options;
  const root = resolve(options.root);
  if (!(await isFolder(files, root))) {
    throw new T4Error("E_ROOT", `${options.root} is not a folder`, { hint: "Check --root." });
  }
  const sources = options.sources ?? new Sources(files, root);
  const config = await parseConfig(await readConfig(options, root, sources));
  const flags = await readFlags(config, sources);
  const [vocabulary, schema] = await Promise.all([
    options.withoutVocabulary === true
      ? NO_VOCABULARY
      : readVocabulary(config, sources, files, options.shippedVocabulary),
    config.schema === undefined ? sources.read(SCHEMA_PATH) : namedFile(sources, "schema", config.schema),
  ]);
  const settings = { config, flags, vocabulary: vocabulary.shas, schema: schema?.sha ?? null };
  return {
    files,
    root,
    isGuess: options.isGuess,
    config,
    flags,
    sources,
    vocabularyData: vocabulary.data,
    schema,
    settingsSha: valueSha(JSON.parse(JSON.stringify(settings)) as JsonValue),
  };
}

async function isFolder(files: FilePort, root: string): Promise<boolean> {
  try {
    return (await files.list(root)) !== undefined;
  } catch {
    return false;
  }
}

/** The config's file, by its path as messages show it; undefined for none. Throws `E_CONFIG` when the one that was asked for cannot be read. */
export async function readConfig(
  { files, configPath }: Pick<OpenOptions, "files" | "configPath">,
  root: string,
  sources: Sources,
): Promise<{ path: string; text: string } | undefined> {
  if (configPath === undefined) return sources.read(CONFIG_NAME);
  const path = resolve(root, configPath);
  const inside = relative(root, path);
  const shown = isAbsolute(inside) || inside.startsWith("..") ? configPath : inside.replaceAll(sep, "/");
  try {
    return { path: shown, text: decodeUtf8(await files.read(path, MAX_CONFIG_BYTES), shown) };
  } catch (cause) {
    if (cause instanceof T4Error) throw cause;
    throw new T4Error("E_CONFIG", `${shown} cannot be read`, { file: shown, cause, hint: "Check --config." });
  }
}

async function readFlags(config: Config, sources: Sources): Promise<Flags> {
  const source =
    config.flags === undefined ? await sources.read(FLAGS_PATH) : await namedFile(sources, "flags", config.flags);
  return source === undefined ? DEFAULT_FLAGS : parseFlags(source);
}

/** A file that the config names: it has to be there. */
async function namedFile(sources: Sources, key: string, path: string): Promise<Source> {
  const source = await sources.read(path);
  if (source === undefined) throw notThere(key, path);
  return source;
}

/** The workspace's vocabulary; each file that its folder lacks comes from the shipped one. */
async function readVocabulary(
  config: Config,
  sources: Sources,
  files: FilePort,
  shipped: string,
): Promise<LoadedVocabulary> {
  const folder = config.vocab ?? VOCABULARY_FOLDER;
  if (config.vocab !== undefined && (await sources.names(folder)) === undefined) throw notThere("vocab", folder);
  return loadVocabulary(async (name) => {
    const bytes = await readOwnVocabularyFile(sources, folder, name);
    if (bytes !== undefined) return { path: joinPath(folder, name), bytes };
    if ((await files.stat(join(shipped, name))) === undefined) return undefined;
    return { path: `(shipped) vocab/${name}`, bytes: await files.read(join(shipped, name)) };
  });
}

function notThere(key: string, path: string): T4Error {
  return new T4Error("E_CONFIG", `\`${key}\` in ${CONFIG_NAME} names ${path}, which is not there`, {
    file: CONFIG_NAME,
    hint: `Make ${path}, or remove \`${key}\` to use the default.`,
  });
}
