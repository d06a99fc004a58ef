import { nearest } from "@t4/contracts";
import type { DocumentFacts, Link, LinkTarget, ModuleDocument } from "../../facts.ts";
import { defineGate, type GateFinding } from "../../gate.ts";
import { sentenceOf, unreadableManifests } from "../../unreadable.ts";

/** Relative links and anchors in the documents of modules resolve, as GitHub takes them. */
export const gate = defineGate({
  id: "links",
  question: "Do relative links and anchors in the documents of modules resolve?",
  counts: "links",
  needs: ["documents", "manifests"],
  codes: {
    "missing-target": {
      says: "A link leads to a file or folder that is not there.",
      fix: "Correct the link, or put there what it leads to.",
    },
    "missing-anchor": {
      says: "A link leads to a heading or anchor that the document does not have.",
      fix: "Use an anchor that the document has, or remove it from the link.",
    },
    outside: {
      says: "A link leads out of the workspace, where nobody else has what it leads to.",
      fix: "Link to its address on the web, or to a file of the workspace.",
    },
  },
  judge({ documents: facts, manifests }) {
    const links = facts.documents.flatMap((document) => document.links.map((link) => ({ document, link })));
    const unreadable = [...facts.targets.values()].flatMap((target) =>
      target.kind === "unreadable" ? [target.because] : [],
    );
    return {
      findings: links.flatMap(({ document, link }) => judgeLink(document, link, facts)),
      measured: links.length,
      unmeasured: [...unreadableManifests(manifests), ...new Set([...facts.unreadable.map(sentenceOf), ...unreadable])],
      inapplicable: "no document of a module has a relative link",
    };
  },
});

function judgeLink({ module, path: file }: ModuleDocument, link: Link, { targets }: DocumentFacts): GateFinding[] {
  const { target, path, anchor, line, column } = link;
  const base = { module, file, line, column, subject: `${file}\n${target}` };
  const shown = JSON.stringify(target);
  if (path === undefined) {
    const fix = "Link to its address on the web, or to a file of the workspace.";
    return [{ ...base, code: "outside", message: `${shown} leads out of the workspace`, fix }];
  }
  const found = targets.get(path);
  if (found?.kind === "missing" && found.isIgnored === true) {
    const message = `${shown} leads to ${path}, which git ignores, so that no other checkout has it`;
    return [{ ...base, code: "missing-target", message, fix: `Correct the link, or have git track ${path}.` }];
  }
  if (found === undefined || found.kind === "missing") {
    const message = `${shown} leads to ${path}, which is not there`;
    return [{ ...base, code: "missing-target", message, fix: `Correct the link, or put ${path} there.` }];
  }
  if (anchor === undefined || hasAnchor(found, anchor)) return [];
  const guess = nearest(anchor, found.kind === "file" ? [...(found.anchors ?? [])] : []);
  const where = path === file ? "this document has" : `${path} has`;
  const fix =
    guess === undefined
      ? "Remove the anchor from the link, or use one that is there."
      : `Use \`#${guess}\`, if that is meant.`;
  return [
    {
      ...base,
      code: "missing-anchor",
      message: `${shown}: no heading or anchor that ${where} is named ${anchor}`,
      fix,
    },
  ];
}

const LINES = /^L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?$/;

/** Lines are anchors of any file, `top` of any page; of folders and of files that are no Markdown nobody knows them. */
function hasAnchor(target: LinkTarget, anchor: string): boolean {
  if (target.kind !== "file" || target.anchors === undefined) return true;
  return target.anchors.has(anchor) || LINES.test(anchor) || anchor === "top";
}
