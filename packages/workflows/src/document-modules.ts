import { T4Error } from "@t4/core";
import { parseContextDocument, type Source, type Sources } from "@t4/readers";
import type { DocumentedAssessment } from "@t4/registry";
import pMap from "p-map";
import { assessModules } from "./assess-modules.ts";
import type { WorkflowContext } from "./context.ts";
import { READ_CONCURRENCY } from "./load-modules.ts";
import type { LoadedWorkspace } from "./open.ts";

/**
 * Every usable module with what its manifest and files say, and whether any document of it is more than a draft. Of each module no more documents are read than it takes
 * to find one; a document that cannot be read documents nothing.
 */
export async function documentModules(
  workspace: LoadedWorkspace,
  { progress }: Pick<WorkflowContext, "progress">,
): Promise<DocumentedAssessment[]> {
  const modules = assessModules(workspace);
  let done = 0;
  return pMap(
    modules,
    async (module) => {
      const isDocumented = await hasDocument(module.files.docs, workspace.sources);
      progress("documents", (done += 1), modules.length);
      return { ...module, isDocumented };
    },
    { concurrency: READ_CONCURRENCY },
  );
}

async function hasDocument(paths: readonly string[], sources: Sources): Promise<boolean> {
  for (const path of paths) if (await isDocument(path, sources)) return true;
  return false;
}

async function isDocument(path: string, sources: Sources): Promise<boolean> {
  try {
    const source = await sources.read(path);
    if (source === undefined) return false;
    const head = beginningOf(source);
    return hasProse(head.text) || !(await parseContextDocument(head)).draft;
  } catch (error) {
    if (error instanceof T4Error) return false;
    throw error;
  }
}

/** Front matter of the largest size that is read, and a page after it: a title stands in it, and the rest need not be parsed. */
const BEGINNING_CHARS = 20 * 1024;

/** A document up to the last line that ends in its first characters. */
export function beginningOf(source: Source): Source {
  const { text } = source;
  if (text.length <= BEGINNING_CHARS) return source;
  return { ...source, text: text.slice(0, text.lastIndexOf("\n", BEGINNING_CHARS) + 1) };
}

/** What placeholders and stubs can begin with, and what hides text or tells of a draft: then the document has to be parsed. */
const DOUBTFUL = /^\ufeff?---|<!--/;
const PLACEHOLDER =
  /^(?:todo|tbd|tba|tbc|fixme|wip|n|none|placeholder|lorem|coming|describe|fill|list|explain|to)(?![\p{L}\p{N}])/iu;

/** True where a paragraph shows at once that somebody has written something; false says nothing. Parsing each document takes as long as reading ten. */
export function hasProse(text: string): boolean {
  if (DOUBTFUL.test(text)) return false;
  return text
    .slice(0, 4096)
    .split(/\n[ \t\r]*\n/)
    .some(
      (part) =>
        /^\p{Lu}\p{L}* \p{L}/u.test(part) && !PLACEHOLDER.test(part) && !/\n[ \t]*[=-]+[ \t\r]*(?:\n|$)/.test(part),
    );
}
