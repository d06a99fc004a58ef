import {
  type Config,
  configFaults,
  DEFAULT_CONFIG,
  flagsFaults,
  parseConfig,
  type SchemaProblem,
  validateCapabilities,
  validateFeatures,
  validateQueue,
  validateRejected,
  validateTags,
} from "@t4/contracts";
import { type Finding, joinPath, parseJson, pointerLocator } from "@t4/core";
import type { FileProblem, LocatedFile } from "@t4/gates";
import {
  FLAGS_PATH,
  readConfig,
  readOwnVocabularyFile,
  SCHEMA_PATH,
  type Source,
  type Sources,
  VOCABULARY_FOLDER,
} from "@t4/readers";
import { parseQueue } from "@t4/vocab";
import { asFinding } from "../as-finding.ts";
import type { WorkflowContext } from "../context.ts";
import type { OpenedWorkspace } from "../open.ts";
import type { QueueFile } from "../review-queue.ts";
import { locatedFile } from "./fact-tools.ts";

/** What judging one file, or some, came to. */
export interface Looked {
  /** How many files were there. */
  checked: number;
  problems: FileProblem[];
}

/** A config that can be used, and its file. */
export interface UsableConfig extends Config {
  file: LocatedFile;
}

/** The config, and what is wrong in its file; undefined when it cannot be told what it says. */
export async function lookAtConfig(
  context: WorkflowContext,
  sources: Sources,
): Promise<Looked & { config: UsableConfig | undefined }> {
  try {
    const source = await readConfig(context, context.root, sources);
    const problems = source === undefined ? [] : (await configFaults(source)).map((fault) => problem("config", fault));
    const checked = source === undefined ? 0 : 1;
    if (problems.length > 0) return { checked, problems, config: undefined };
    const file = locatedFile(source?.path ?? "", source?.text ?? "");
    return { checked, problems, config: { ...(await parseConfig(source)), file } };
  } catch (error) {
    return { checked: 1, problems: [problem("config", error)], config: undefined };
  }
}

/** What is wrong in the flags' file. */
export async function lookAtFlags(config: UsableConfig, sources: Sources): Promise<Looked> {
  return lookAt("flags", async () => {
    const source = await sources.read(config.flags ?? FLAGS_PATH);
    if (source === undefined) return config.flags === undefined ? undefined : [notThere(config, "flags", config.flags)];
    return (await flagsFaults(source)).map((fault) => problem("flags", fault));
  });
}

const VOCABULARY = [
  ["features.json", validateFeatures],
  ["capabilities.json", validateCapabilities],
  ["tags.json", validateTags],
  ["rejected.json", validateRejected],
] as const;

/** What is wrong in the workspace's own vocabulary, each file judged by itself. */
export async function lookAtVocabulary(config: UsableConfig, sources: Sources): Promise<Looked> {
  const folder = config.vocab ?? VOCABULARY_FOLDER;
  if (config.vocab !== undefined && (await sources.names(folder).catch(() => [])) === undefined)
    return { checked: 0, problems: [notThere(config, "vocab", folder)] };
  const looked = await Promise.all(
    VOCABULARY.map(([name, validate]) =>
      lookAt("vocabulary", async () => {
        const bytes = await readOwnVocabularyFile(sources, folder, name);
        return (
          bytes &&
          problemsIn("vocabulary", bytes, joinPath(folder, name), validate, () => "Mend the entry at the place given.")
        );
      }),
    ),
  );
  return { checked: sum(looked), problems: looked.flatMap(({ problems }) => problems) };
}

/** What is wrong in the review queue's file. */
export async function lookAtQueue({ queue: path }: Config, read: () => Promise<QueueFile>): Promise<Looked> {
  return lookAt("queue", async () => {
    const { bytes, items } = await read();
    if (bytes === undefined || items !== undefined) return bytes && [];
    return problemsIn("queue", bytes, path, validateQueue, () => queueFix(bytes, path));
  });
}

function queueFix(bytes: Uint8Array, path: string): string {
  if (path === DEFAULT_CONFIG.queue) return "Run `t4 enrich`, which rebuilds it.";
  try {
    parseQueue(bytes, path);
    return "Run `t4 enrich`, which writes it clean.";
  } catch {
    return `Name another file as \`queue\` in the config, or remove ${path}: a queue is rebuilt from the sources.`;
  }
}

/** What judges manifests, by the workspace's own schema if it has one; undefined for one that cannot be used. */
export async function lookAtSchema(
  config: UsableConfig,
  sources: Sources,
  compile: (place: { schema: Source | undefined }) => Promise<OpenedWorkspace["validate"]>,
): Promise<Looked & { validate: OpenedWorkspace["validate"] | undefined }> {
  let validate: OpenedWorkspace["validate"] | undefined;
  const looked = await lookAt("schema", async () => {
    const schema = await sources.read(config.schema ?? SCHEMA_PATH);
    if (schema === undefined && config.schema !== undefined) return [notThere(config, "schema", config.schema)];
    validate = await compile({ schema });
    return schema && [];
  });
  return { ...looked, validate };
}

/** Judges a file that may not be there, which is undefined; an error is what is wrong with it. */
async function lookAt(kind: FileProblem["kind"], look: () => Promise<FileProblem[] | undefined>): Promise<Looked> {
  try {
    const problems = await look();
    return { checked: problems === undefined ? 0 : 1, problems: problems ?? [] };
  } catch (error) {
    return { checked: 1, problems: [problem(kind, error)] };
  }
}

function problemsIn(
  kind: FileProblem["kind"],
  bytes: Uint8Array,
  path: string,
  validate: (value: ReturnType<typeof parseJson>["value"]) => SchemaProblem[],
  fix: () => string,
): FileProblem[] {
  try {
    // Who read the file bounded it.
    const { value, text } = parseJson(bytes, path, Infinity);
    const at = pointerLocator(text);
    return validate(value).map(({ pointer, message }) => {
      const said = { severity: "error", file: path, ...at(pointer), pointer, message, fix: fix() } as const;
      return { kind, finding: { code: "E_JSON", ...said } };
    });
  } catch (error) {
    const { finding } = problem(kind, error);
    return [{ kind, finding: kind === "queue" ? { ...finding, fix: fix() } : finding }];
  }
}

function problem(kind: FileProblem["kind"], error: unknown): FileProblem {
  return { kind, finding: asFinding(error, "", undefined) };
}

function notThere({ file }: UsableConfig, key: string, path: string): FileProblem {
  const finding: Finding = {
    code: "E_CONFIG",
    severity: "error",
    file: file.path,
    ...file.at(`/${key}`),
    pointer: `/${key}`,
    message: `\`${key}\` names ${path}, which is not there`,
    fix: `Make ${path}, or remove \`${key}\` to use the default.`,
  };
  return { kind: "config", finding };
}

function sum(looked: readonly Looked[]): number {
  return looked.reduce((total, { checked }) => total + checked, 0);
}
