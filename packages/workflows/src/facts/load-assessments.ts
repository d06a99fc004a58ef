import type { AssessedModule } from "@t4/gates";
import { assessModulesOf } from "../assess-modules.ts";
import { type FactTools, governed, modulesInScope } from "./fact-tools.ts";

/** The modules in scope as the registries see them. */
export async function loadAssessments(tools: FactTools): Promise<AssessedModule[]> {
  const modules = await modulesInScope(tools);
  const assessments = assessModulesOf(modules, await tools.workspace());
  return modules.map((module, index) => ({
    assessment: assessments[index] as AssessedModule["assessment"],
    file: governed(module).file,
  }));
}
