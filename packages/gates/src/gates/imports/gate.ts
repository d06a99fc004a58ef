import { formatPointer, shellWord } from "@t4/core";
import { isExtracted } from "../../extracted.ts";
import type { ExportFacts, GovernedModule } from "../../facts.ts";
import { defineGate, type GateFinding } from "../../gate.ts";
import { apiNames, valueAt } from "../../manifest-parts.ts";
import { unreadableManifests } from "../../unreadable.ts";

/** What a manifest lists as an API can be imported now, under the path that it gives. */
export const gate = defineGate({
  id: "imports",
  question: "Does every API still resolve in the source as it is now?",
  counts: "APIs",
  needs: ["exports", "manifests"],
  codes: {
    unresolved: {
      says: "The source exports the symbol, and its import leads to no definition in the workspace.",
      fix: "Mend the import, or let `t4 enrich` take the API out.",
    },
    "not-exported": {
      says: "The source no longer exports the symbol.",
      fix: "Export it again, or let `t4 enrich` take the API out.",
    },
    "path-changed": {
      says: "The symbol is exported, but users reach it under another path.",
      fix: "Let `t4 enrich` write the path as it is now.",
    },
  },
  judge({ exports, manifests }) {
    const judged = manifests.modules.map((module) => judgeModule(module, exports.get(module.name)));
    return {
      findings: judged.flatMap(({ findings }) => findings),
      measured: judged.reduce((sum, { measured }) => sum + measured, 0),
      unmeasured: [...unreadableManifests(manifests), ...judged.flatMap(({ unmeasured }) => unmeasured)],
      inapplicable: "no manifest lists an API",
    };
  },
});

interface Judged {
  findings: GateFinding[];
  measured: number;
  unmeasured: string[];
}

function judgeModule(module: GovernedModule, exports: ExportFacts | undefined): Judged {
  const names = apiNames(module.manifest);
  const known = names.filter((name) => exports?.resolved.has(name) === true || exports?.failed.has(name) === true);
  const others = names.filter((name) => !known.includes(name));
  const because = others.length === 0 ? undefined : whyUnmeasured(module, others, exports);
  const looked = because === undefined ? names : known;
  return {
    findings: exports === undefined ? [] : looked.flatMap((name) => judgeApi(module, name, exports)),
    measured: looked.length,
    unmeasured: because === undefined ? [] : [because],
  };
}

/** Why nothing can be said of symbols that the source is not seen to export; undefined when they are simply gone. */
function whyUnmeasured(
  { name, manifest }: GovernedModule,
  symbols: readonly string[],
  exports: ExportFacts | undefined,
): string | undefined {
  if (exports === undefined) return `the source of ${name} was not read`;
  if (exports.unmeasured !== undefined) return `${symbols.join(", ")} of ${name}: ${exports.unmeasured}`;
  const foreign = symbols
    .map((symbol) => valueAt(manifest, ["apis", symbol, "defined_in"]))
    .find((definedIn) => typeof definedIn === "string" && !/\.pyi?(?:#|$)/.test(definedIn));
  return foreign === undefined
    ? undefined
    : `${symbols.join(", ")} of ${name}: T4 reads the exports of Python only, and ${String(foreign)} is none`;
}

function judgeApi(module: GovernedModule, symbol: string, { resolved, failed }: ExportFacts): GateFinding[] {
  const { name, manifest, file } = module;
  const finding = (code: string, path: readonly string[], message: string, mend: string): GateFinding => {
    const pointer = formatPointer(["apis", symbol, ...path]);
    const fix = `${mend}${commandFor(module)}.`;
    return { code, module: name, file: file.path, ...file.at(pointer), pointer, message, fix, subject: symbol };
  };
  const now = resolved.get(symbol);
  if (now !== undefined) {
    const path = valueAt(manifest, ["apis", symbol, "module"]);
    if (typeof path !== "string" || path === now.module) return [];
    return [finding("path-changed", ["module"], `${symbol} is listed as ${path}, and is ${now.module}`, "Run ")];
  }
  const reason = failed.get(symbol);
  return reason === undefined
    ? [finding("not-exported", [], `${name} no longer exports ${symbol}`, "Export it again, or run ")]
    : [finding("unresolved", [], `${symbol} does not resolve: ${reason}`, "Mend the import, or run ")];
}

/** An enrichment writes only its own values; a person's it takes back when it is told to. */
function commandFor({ name, manifest }: GovernedModule): string {
  const module = shellWord(name);
  return isExtracted(manifest, "apis")
    ? `\`t4 enrich --module ${module}\`, which lists what there is`
    : `\`t4 accept ${module} apis\`, which lists what there is in place of what a person wrote`;
}
