import { formatPointer, shellWord } from "@t4/core";
import { entryOf, isExtracted, isHuman } from "../../extracted.ts";
import type { Citation, CitationFacts, GovernedModule } from "../../facts.ts";
import type { GateFinding } from "../../gate.ts";
import { textsAt } from "../../manifest-parts.ts";

/** What is wrong with the citations in the list `provenance` at a path, which belongs to an enriched field. */
export function judgeCitations(
  module: GovernedModule,
  field: string,
  path: readonly string[],
  { parse, files }: Pick<CitationFacts, "parse" | "files">,
): { findings: GateFinding[]; unmeasured: string[] } {
  const { name, dir, manifest, file } = module;
  const judged = textsAt(manifest, [...path, "provenance"]).map(({ text, pointer }) => {
    const verdict = judge(parse(text, dir), files);
    return { text, pointer, verdict };
  });
  return {
    findings: judged.flatMap(({ text, pointer, verdict }) => {
      if (verdict === undefined || "unmeasured" in verdict) return [];
      const message = `${path[0] === "apis" ? path.join(".") : field} cites ${text}, ${verdict.but}`;
      const subject = [formatPointer(path), text].join("\n");
      const place = { module: name, file: file.path, ...file.at(pointer), pointer };
      return [{ ...place, code: verdict.code, message, fix: fixFor(module, field, path), subject }];
    }),
    unmeasured: judged.flatMap(({ verdict }) =>
      verdict !== undefined && "unmeasured" in verdict ? [verdict.unmeasured] : [],
    ),
  };
}

type Verdict = { code: string; but: string } | { unmeasured: string } | undefined;

function judge({ path, lines, report, outside }: Citation, files: CitationFacts["files"]): Verdict {
  if (outside) return { code: "not-evidence", but: "which cannot be evidence" };
  if (path === undefined || (report && lines === undefined)) return undefined;
  const found = files.get(path) ?? { unreadable: `${path} was not looked at` };
  if ("unreadable" in found) return { unmeasured: found.unreadable };
  if ("missing" in found) return report ? undefined : { code: "file-missing", but: "and there is no such file" };
  if (lines === undefined) return undefined;
  if (lines.first < 1 || lines.last < lines.first) return { code: "lines-missing", but: "which are no lines" };
  const has = found.lines === 1 ? "1 line" : `${found.lines} lines`;
  return lines.last > found.lines ? { code: "lines-missing", but: `and ${path} has ${has}` } : undefined;
}

/** An enrichment leaves what a person wrote, and keeps a value for which too little evidence is left. */
function fixFor({ name, manifest }: GovernedModule, field: string, [at]: readonly string[]): string {
  const entry = entryOf(manifest, field);
  const isPersons = at === "_provenance" ? entry !== undefined && isHuman(entry) : !isExtracted(manifest, field);
  if (isPersons) return "Cite what is there.";
  return `Run \`t4 enrich --module ${shellWord(name)}\`, which cites what is there; where too little is left for ${field}, remove it, or restore what it cites.`;
}
