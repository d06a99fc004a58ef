import type { ExitCode } from "@t4/core";
import type { WorkflowContext } from "./context.ts";
import { type Check, guarded } from "./doctor-check.ts";
import { checkGenerated, checkLedger, checkModules, checkQueue } from "./doctor-records.ts";
import { checkSettings } from "./doctor-settings.ts";
import { checkCheckout, checkGit, checkNode, checkRunners } from "./doctor-surroundings.ts";
import type { LoadedModule } from "./load-modules.ts";

export type { Check };

export interface DoctorInput {
  /** Node's version, such as `20.19.0`. */
  node: string;
  env: Readonly<Record<string, string | undefined>>;
}

export interface DoctorReport {
  /** True when nothing is broken, and nothing missing that T4 is of no use without. */
  healthy: boolean;
  checks: Check[];
}

/**
 * Looks at everything that T4 needs or can use, and says how to get what is missing; writes nothing. What cannot be looked at because of something else,
 * such as modules under a broken config, is left out. Throws `E_ROOT` for a root that is no folder, and nothing else for what a workspace can be like.
 */
export async function doctor({ node, env }: DoctorInput, context: WorkflowContext): Promise<DoctorReport> {
  const settings = await checkSettings(context);
  const { workspace } = settings;
  const checks: Check[] = [checkNode(node)];
  checks.push(
    ...(await guarded("git", async () => {
      const { check, git } = await checkGit(context);
      const top = git.checkout === "none" ? undefined : git.top;
      return top === undefined ? [check] : [check, ...(await checkCheckout(top, context))];
    })),
    ...settings.checks,
  );
  if (workspace !== undefined) {
    let modules: LoadedModule[] = [];
    const found = await guarded("modules", async () => {
      const result = await checkModules(workspace);
      modules = result.modules;
      return [result.check];
    });
    checks.push(
      ...found,
      ...(await guarded("ledger", async () => [await checkLedger(workspace, context)])),
      ...(await guarded("queue", async () => [await checkQueue(workspace)])),
      // What is made from modules is nothing to ask for before there are any.
      ...(modules.length === 0 ? [] : await guarded("registries", async () => [await checkGenerated(workspace)])),
      ...(await guarded("runners", () => checkRunners(modules, workspace.config.python, env, context))),
    );
  }
  return { healthy: checks.every((check) => !isWrong(check)), checks };
}

function isWrong({ state, required }: Check): boolean {
  return state === "broken" || (state === "missing" && required);
}

/** 0 when all is well, 3 when all that is not is what git did not answer, else 1. */
export function exitOfDoctor({ checks }: DoctorReport): ExitCode {
  const wrong = checks.filter(isWrong);
  if (wrong.length === 0) return 0;
  return wrong.every(({ unmeasured }) => unmeasured === true) ? 3 : 1;
}
