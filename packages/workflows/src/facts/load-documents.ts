import { type Finding, isJsonObject, type JsonObject, type JsonValue, T4Error } from "@t4/core";
import type { DocumentFacts, Link, LinkTarget, ModuleDocument } from "@t4/gates";
import {
  type DocumentLinks,
  readFrontMatter,
  readMarkdownLinks,
  resolveTarget,
  selectContextDocuments,
  type Sources,
} from "@t4/readers";
import { classifyFiles } from "@t4/registry";
import pMap from "p-map";
import { asFinding } from "../as-finding.ts";
import { outputFolders } from "../assess-modules.ts";
import { type LoadedModule, READ_CONCURRENCY } from "../load-modules.ts";
import { type FactTools, modulesInScope } from "./fact-tools.ts";
import { ignoredTargets } from "./ignored-targets.ts";

/** The Markdown of the modules in scope, their context documents among it, and what its links lead to. Each file is read and parsed once. */
export async function loadDocuments(tools: FactTools): Promise<DocumentFacts> {
  const settings = await tools.settings();
  const { config, sources } = settings;
  const { modules } = await tools.modules();
  const outputs = outputFolders(config);
  const anchors = new Map<string, LinkTarget>();
  const read = await pMap(
    (await modulesInScope(tools)).flatMap((module) => documentsOf(module, outputs, config.context)),
    (place) => readDocument(place, sources, anchors),
    { concurrency: READ_CONCURRENCY },
  );
  const documents = read.filter((each): each is ModuleDocument => "links" in each);
  const links = documents.flatMap((document) => document.links);
  const targets = await readTargets(links, sources, anchors);
  const there = [...targets].filter(([, { kind }]) => kind === "file" || kind === "folder").map(([path]) => path);
  for (const path of await ignoredTargets(settings, there, documents[0]?.path ?? "")) {
    targets.set(path, { kind: "missing", isIgnored: true });
  }
  return {
    documents,
    unreadable: read.filter((each): each is Finding => !("links" in each)),
    targets,
    modules: new Set(modules.map(({ name }) => name)),
  };
}

interface DocumentPlace {
  module: string;
  path: string;
}

function documentsOf(
  { name, dir, files }: LoadedModule,
  outputs: readonly string[],
  context: readonly string[],
): DocumentPlace[] {
  const { docs } = classifyFiles(dir, files, outputs);
  const paths = new Set([...docs, ...selectContextDocuments(files, dir, context)]);
  return [...paths].map((path) => ({ module: name, path }));
}

/** Anything that Markdown or HTML writes a link with. Most documents hold none, and need no parse. */
const MAY_LINK = /\]\(|\]:|href\s*=|src\s*=/i;

async function readDocument(
  { module, path }: DocumentPlace,
  sources: Sources,
  anchors: Map<string, LinkTarget>,
): Promise<ModuleDocument | Finding> {
  try {
    const text = (await sources.read(path))?.text;
    if (text === undefined) throw new T4Error("E_READ", `${path} is listed by git but is not there`, { file: path });
    const { body, frontMatter } = await readFrontMatter(text);
    const placed = frontMatter && { ...frontMatter, data: asJsonObject(frontMatter.data) };
    const found = MAY_LINK.test(body) ? await readMarkdownLinks(body) : undefined;
    if (found !== undefined) anchors.set(path, { kind: "file", anchors: new Set(found.anchors) });
    return { module, path, frontMatter: placed, links: found === undefined ? [] : resolveLinks(found, path) };
  } catch (error) {
    return asFinding(error, path, module);
  }
}

function resolveLinks({ links }: DocumentLinks, path: string): Link[] {
  return links.flatMap((link) => {
    const resolved = resolveTarget(link.target, path);
    return resolved === undefined ? [] : [{ ...link, ...resolved }];
  });
}

function asJsonObject(data: Record<string, unknown> | undefined): JsonObject | undefined {
  const value = data as JsonValue | undefined;
  return isJsonObject(value) ? value : undefined;
}

const MARKDOWN = /\.(?:md|markdown|me)$/i;

async function readTargets(
  links: readonly Link[],
  sources: Sources,
  anchors: Map<string, LinkTarget>,
): Promise<Map<string, LinkTarget>> {
  const asked = new Map<string, boolean>();
  for (const { path, anchor } of links) {
    if (path !== undefined) asked.set(path, asked.get(path) === true || anchor !== undefined);
  }
  const read = await pMap(
    asked,
    async ([path, needsAnchors]): Promise<[string, LinkTarget]> => [
      path,
      await readTarget(path, needsAnchors, sources, anchors),
    ],
    { concurrency: READ_CONCURRENCY },
  );
  return new Map(read);
}

async function readTarget(
  path: string,
  needsAnchors: boolean,
  sources: Sources,
  anchors: Map<string, LinkTarget>,
): Promise<LinkTarget> {
  const known = anchors.get(path);
  if (known !== undefined) return known;
  try {
    const kind = path === "" ? "folder" : await sources.kindOf(path);
    if (kind === undefined) return { kind: "missing" };
    if (kind === "folder" || kind === "directory") return { kind: "folder" };
    if (!needsAnchors || !MARKDOWN.test(path)) return { kind: "file" };
    const { body } = await readFrontMatter((await sources.read(path))?.text ?? "");
    return { kind: "file", anchors: new Set((await readMarkdownLinks(body)).anchors) };
  } catch (error) {
    if (error instanceof T4Error) return { kind: "unreadable", because: error.message };
    throw error;
  }
}
