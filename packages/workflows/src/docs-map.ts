import { compareCodeUnits, decodeUtf8, type Finding } from "@t4/core";
import { splitSentences } from "@t4/extractors";
import { type ContextDocument, parseContextDocument, type Workspace } from "@t4/readers";
import { type DocumentedAssessment, type DocumentFacts, documentationMap, healthOf, moduleIndex } from "@t4/registry";
import pMap from "p-map";
import { asFinding } from "./as-finding.ts";
import { assessModules } from "./assess-modules.ts";
import { closedFolders } from "./closed-folders.ts";
import type { WorkflowContext } from "./context.ts";
import { beginningOf } from "./document-modules.ts";
import {
  generatedPath,
  generateFiles,
  type GenerationReport,
  type GenerationPlan,
  readGenerated,
} from "./generate-files.ts";
import { READ_CONCURRENCY } from "./load-modules.ts";
import { loadWorkspace } from "./open.ts";

/**
 * Writes DOCUMENTATION_MAP.md and MODULE_INDEX.md, or with `check` says how they differ. A document that cannot be read is listed under its file's
 * name, with a finding; where a whole folder cannot, the files stay as they are. Throws as {@link generateFiles} does.
 */
export function docsMap(input: { check: boolean }, context: WorkflowContext): Promise<GenerationReport> {
  return generateFiles(input, context, (settings) => planDocsMap(settings, context));
}

async function planDocsMap(settings: Workspace, { progress }: WorkflowContext): Promise<GenerationPlan> {
  const workspace = await loadWorkspace(settings);
  const modules = assessModules(workspace);
  let done = 0;
  const read = await pMap(
    modules,
    async ({ facts, files }) => {
      const documents: ReadDocument[] = [];
      for (const path of files.docs) documents.push(await readDocument(workspace, path, facts.name));
      progress("docs map", (done += 1), modules.length);
      return { name: facts.name, documents, isDocumented: documents.some(({ isDraft }) => !isDraft) };
    },
    { concurrency: READ_CONCURRENCY },
  );
  const documented = read.map(({ name, documents }) => ({ name, documents: documents.map(({ facts }) => facts) }));
  const [map, index] = ["DOCUMENTATION_MAP.md", "MODULE_INDEX.md"].map((name) => generatedPath(workspace, name)) as [
    string,
    string,
  ];
  const texts: [path: string, text: string][] = [
    [map, documentationMap(documented, map)],
    [
      index,
      moduleIndex(
        modules.map((module, at) => indexed({ ...module, isDocumented: read[at]?.isDocumented === true })),
        index,
      ),
    ],
  ];
  const found = read.flatMap(({ documents }) => documents.flatMap(({ findings }) => findings));
  return {
    modules: modules.length,
    files: await Promise.all(
      texts.map(async ([path, made]) => {
        const present = await readGenerated(workspace, path);
        const isKept = present !== undefined && closedFolders(workspace.failed).length > 0;
        return { path, text: isKept ? decodeUtf8(present, path) : made, present };
      }),
    ),
    findings: [...workspace.failed.map(({ finding }) => finding), ...found].sort((a, b) =>
      compareCodeUnits(a.file, b.file),
    ),
  };
}

function indexed(module: DocumentedAssessment) {
  const { facts, fields } = module;
  const [summary] = splitSentences((fields.description ?? "").replace(/\s+/g, " "));
  return {
    name: facts.name,
    dir: facts.dir,
    lane: fields.lane ?? "unlaned",
    summary: summary ?? null,
    health: healthOf(module),
  };
}

interface ReadDocument {
  facts: DocumentFacts;
  /** Whether it documents nothing: nobody has written it yet, or it cannot be read. */
  isDraft: boolean;
  findings: Finding[];
}

async function readDocument({ sources }: Workspace, path: string, module: string): Promise<ReadDocument> {
  const nothing = { path, title: undefined, type: undefined, status: undefined };
  try {
    const source = await sources.read(path);
    if (source === undefined) return { facts: nothing, isDraft: true, findings: [] };
    const document = await parseContextDocument(beginningOf(source));
    const stated = (key: string): string | undefined => textOf(document.frontMatter.get(key));
    return {
      facts: {
        path,
        title: stated("title") ?? titleIn(document),
        type: stated("type"),
        status: stated("status"),
      },
      isDraft: document.draft,
      findings: document.findings.map((finding) => ({ ...finding, module })),
    };
  } catch (error) {
    return { facts: nothing, isDraft: true, findings: [asFinding(error, path, module)] };
  }
}

/** The first heading of the highest level that the document has. */
function titleIn({ blocks }: ContextDocument): string | undefined {
  const headings = blocks.filter((block) => block.kind === "heading");
  const highest = Math.min(...headings.map(({ level }) => level));
  return headings.find(({ level }) => level === highest)?.text;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
