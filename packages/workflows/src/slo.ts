import { settleSloDashboard } from "@t4/registry";
import { assessModules } from "./assess-modules.ts";
import type { WorkflowContext } from "./context.ts";
import { generatedPath, generateFiles, type GenerationReport, readGenerated } from "./generate-files.ts";
import { loadWorkspace } from "./open.ts";

/**
 * Writes SLO_DASHBOARD.md where it differs as of now, or with `check` says how it differs as of its own time, so that no pull request fails for the mere passing of time. A module whose manifest cannot be read is left out, with a finding. Throws as
 * {@link generateFiles} does.
 */
export function slo(input: { check: boolean }, context: WorkflowContext): Promise<GenerationReport> {
  return generateFiles(input, context, async (settings) => {
    const workspace = await loadWorkspace(settings);
    const path = generatedPath(workspace, "SLO_DASHBOARD.md");
    const present = await readGenerated(workspace, path);
    const modules = assessModules(workspace);
    const previous = present && Buffer.from(present).toString("utf8");
    const keep = input.check ? "always" : "unless-aged";
    const text = settleSloDashboard(previous, { modules, at: path }, context.clock.now(), keep);
    return {
      modules: modules.length,
      files: [{ path, text, present }],
      findings: workspace.failed.map(({ finding }) => finding),
    };
  });
}
