import { discover, type Workspace } from "@t4/readers";
import { hasUnfinished } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { broken, type Check, count, missing, ok } from "./doctor-check.ts";
import { generatedPath, readGenerated } from "./generate-files.ts";
import { type LoadedModule, loadModules } from "./load-modules.ts";
import { ledgerPlace } from "./open.ts";
import { readQueue } from "./review-queue.ts";
import { verifyLedger } from "./verify-ledger.ts";

const MOST_NAMED = 3;

/** Looks for modules. Gives those whose manifests can be read, too. Throws `E_GIT`. */
export async function checkModules(workspace: Workspace): Promise<{ check: Check; modules: LoadedModule[] }> {
  const discovery = await discover(workspace);
  const { modules, failed } = await loadModules(workspace, discovery.modules);
  const unusable = [...failed.map(({ manifestPath }) => manifestPath), ...discovery.findings.map(({ file }) => file)];
  if (unusable.length > 0) {
    const which = `${unusable.slice(0, MOST_NAMED).join(", ")}${unusable.length > MOST_NAMED ? ", …" : ""}`;
    const all = modules.length + unusable.length;
    const what = `${unusable.length} of ${count(all, "manifest")} cannot be used: ${which}.`;
    return { modules, check: broken("modules", what, "t4 gate schema says what is wrong with each.") };
  }
  if (modules.length > 0) return { modules, check: ok("modules", `${count(modules.length, "module")}.`) };
  const none = missing(
    "modules",
    "No folder holds a module.manifest.json yet.",
    "t4 init proposes one for each module.",
  );
  return { modules, check: { ...none, required: true } };
}

/** Verifies the ledger as it lies here, which takes a moment for one of 100,000 lines. Throws `E_READ`. */
export async function checkLedger(workspace: Workspace, context: WorkflowContext): Promise<Check> {
  if (await hasUnfinished(ledgerPlace(workspace))) {
    const what = "A command was ended in the middle of a write.";
    return broken("ledger", what, "t4 ledger recover ends it, and so does the next command that writes.");
  }
  const { verified, runs, findings, unmeasured } = await verifyLedger({}, context);
  if (findings.length > 0) {
    const what = `The ledger of ${count(runs, "run")} does not verify: ${count(findings.length, "finding")}.`;
    return broken("ledger", what, "t4 ledger verify lists them, each with what to do.");
  }
  if (verified && runs > 0) return ok("ledger", `${count(runs, "run")}, and every manifest is at a recorded state.`);
  const open = unmeasured.find(({ code }) => code !== "E_ROOT");
  if (open !== undefined) return { ...broken("ledger", `${open.message}.`, open.fix), unmeasured: true };
  return missing("ledger", "Nothing is recorded yet.", "t4 enrich writes the first run.");
}

/** Looks at the review queue. Throws `E_CONFIG`. */
export async function checkQueue(workspace: Workspace): Promise<Check> {
  const { queue, bytes, findings, merged } = await readQueue(workspace);
  const [finding = merged] = findings;
  if (finding !== undefined) return broken("queue", `${finding.message}.`, finding.fix);
  if (bytes === undefined) return missing("queue", "There is no review queue yet.", "t4 enrich writes one.");
  const waiting = queue?.items.length ?? 0;
  return ok("queue", waiting === 0 ? "Nothing waits for a decision." : `${count(waiting, "item")} for t4 queue.`);
}

const GENERATED: readonly [name: string, command: string][] = [
  ["MODULE_REGISTRY.json", "t4 registry"],
  ["META_REGISTRY.json", "t4 meta"],
  ["DOCUMENTATION_MAP.md", "t4 docs map"],
];

/** Looks whether the generated files are there; the gate \`registry\` says whether they are up to date. */
export async function checkGenerated(workspace: Workspace): Promise<Check> {
  const lacking: (typeof GENERATED)[number][] = [];
  for (const each of GENERATED) {
    if ((await readGenerated(workspace, generatedPath(workspace, each[0]))) === undefined) lacking.push(each);
  }
  const folder = workspace.config.generated;
  if (lacking.length === 0) return ok("registries", `${folder}/ holds them.`);
  const names = lacking.map(([name]) => name).join(", ");
  const commands = lacking.map(([, command]) => command).join(" && ");
  return missing("registries", `${folder}/ lacks ${names}.`, commands);
}
