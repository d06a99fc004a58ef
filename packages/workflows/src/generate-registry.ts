import { decodeUtf8, type JsonValue, parseJsonText, T4Error } from "@t4/core";
import { type Assessment, settleRegistry } from "@t4/registry";
import { closedFolders } from "./closed-folders.ts";
import type { WorkflowContext } from "./context.ts";
import { generatedPath, generateFiles, type GenerationReport, readGenerated } from "./generate-files.ts";
import { type LoadedWorkspace, loadWorkspace } from "./open.ts";

/** What a registry is made of. */
interface RegistryMaker<A> {
  /** Its file's. */
  name: string;
  assess: (workspace: LoadedWorkspace) => A[] | Promise<A[]>;
  build: (modules: readonly A[], asOf: string) => object;
}

/**
 * Brings the registry `name` up to date, or with `check` says how it differs. A module whose manifest cannot be read is left out, with a finding;
 * where a whole folder cannot, the registry stays as it is.
 * Throws as {@link generateFiles} does.
 */
export function generateRegistry<A extends Assessment>(
  input: { check: boolean },
  context: WorkflowContext,
  { name, assess, build }: RegistryMaker<A>,
): Promise<GenerationReport> {
  return generateFiles(input, context, async (settings) => {
    const workspace = await loadWorkspace(settings);
    const path = generatedPath(workspace, name);
    const present = await readGenerated(workspace, path);
    const modules = await assess(workspace);
    const findings = workspace.failed.map(({ finding }) => finding);
    if (present !== undefined && closedFolders(workspace.failed).length > 0) {
      return { modules: modules.length, files: [{ path, text: decodeUtf8(present, path), present }], findings };
    }
    const previous = parsePresent(present, path);
    const text = settleRegistry(previous, (asOf) => build(modules, asOf), context.clock.now());
    return {
      modules: modules.length,
      files: [{ path, text, present }],
      findings,
    };
  });
}

/** A file that is no JSON counts as none: it is derived, so it is made anew. */
function parsePresent(present: Uint8Array | undefined, path: string): JsonValue | undefined {
  if (present === undefined) return undefined;
  try {
    return parseJsonText(decodeUtf8(present, path), path).value;
  } catch (error) {
    if (error instanceof T4Error) return undefined;
    throw error;
  }
}
