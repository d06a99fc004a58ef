import { type FieldOutcome, getOwn, isJsonObject, type JsonObject } from "@t4/core";
import type { ExportFacts } from "@t4/gates";
import pMap from "p-map";
import type { ModuleEvidence } from "../evidence/evidence.ts";
import { READ_AHEAD } from "../evidence/reader.ts";
import { type FactTools, modulesInScope } from "./fact-tools.ts";

/** What the sources of the modules that list APIs export now, by module name. */
export async function loadExports(tools: FactTools): Promise<ReadonlyMap<string, ExportFacts>> {
  const modules = (await modulesInScope(tools)).filter(({ manifest }) => {
    const apis = getOwn(manifest, "apis");
    return isJsonObject(apis) && Object.keys(apis).length > 0;
  });
  if (modules.length === 0) return new Map();
  const { reader } = await tools.evidence();
  reader.expect(modules);
  const read = async (module: (typeof modules)[number]): Promise<[string, ExportFacts]> => {
    const { evidence } = await reader.read(module);
    return [module.name, exportsIn(evidence)];
  };
  return new Map(await pMap(modules, read, { concurrency: READ_AHEAD }));
}

function exportsIn({ outcomes, findings, failed }: ModuleEvidence): ExportFacts {
  const apis = outcomes.find(({ field }) => field === "apis");
  const pending = outcomes.find(({ field }) => field === "apis_pending");
  const entries = [...entriesOf(apis), ...entriesOf(pending)];
  const syntax = findings.find(({ code }) => code === "E_PYTHON_SYNTAX");
  // Importing the package runs that file and raises, whatever stands before the fault.
  if (syntax) return { resolved: new Map(), failed: new Map(), unmeasured: syntax.message };
  const fault = failed ? findings.find(({ severity }) => severity === "error") : undefined;
  const withheld = apis?.outcome === "withheld" ? apis.withheld.needs : undefined;
  return {
    resolved: new Map(
      entries
        .filter((entry) => !isFailed(entry))
        .map(([name, entry]) => [name, { module: String(getOwn(entry, "module")) }]),
    ),
    failed: new Map(entries.filter(isFailed).map(([name, entry]) => [name, String(getOwn(entry, "reason"))])),
    unmeasured: fault?.message ?? withheld,
  };
}

type Entry = [name: string, entry: JsonObject];

function isFailed([, entry]: Entry): boolean {
  return getOwn(entry, "import_failed") === true;
}

function entriesOf(outcome: FieldOutcome | undefined): Entry[] {
  if (outcome?.outcome !== "signal" || !isJsonObject(outcome.signal.value)) return [];
  return Object.entries(outcome.signal.value).filter((entry): entry is Entry => isJsonObject(entry[1]));
}
