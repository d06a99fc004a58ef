import { nearest } from "@t4/contracts";
import { shellWord } from "@t4/core";
import { allowsTag } from "@t4/vocab";
import type { GovernedModule, VocabularyFacts } from "../../facts.ts";
import { isExtracted } from "../../extracted.ts";
import { defineGate, type GateFinding } from "../../gate.ts";
import { apiNames, type PlacedText, textsAt } from "../../manifest-parts.ts";
import { unreadableManifests } from "../../unreadable.ts";

/** What manifests name is canonical, and each wording of the vocabulary leads to one key. */
export const gate = defineGate({
  id: "vocab",
  question: "Is every feature, capability and tag canonical, and no synonym claimed twice?",
  counts: "names",
  needs: ["vocabulary", "manifests"],
  codes: {
    "unknown-feature": {
      says: "A manifest names a feature that is no key of the vocabulary.",
      fix: "Use a key of the vocabulary, remove the feature, or add the key with `t4 vocab add`.",
    },
    "unknown-capability": {
      says: "An API names a capability that is no key of the vocabulary.",
      fix: "Let `t4 enrich` read the capabilities anew, or use a key of capabilities.json.",
    },
    "unknown-tag": {
      says: "A manifest has a tag that tags.json does not allow.",
      fix: "Use an allowed tag, or allow this one in the workspace's own tags.json.",
    },
    "synonym-claimed-twice": {
      says: "A wording leads to two keys, so that nobody can tell which one is meant.",
      fix: "Remove the wording from one of the two keys.",
    },
  },
  judge({ vocabulary, manifests }) {
    const judged = manifests.modules.map((module) => judgeModule(module, vocabulary));
    const keys = ownKeys(vocabulary);
    return {
      findings: [...vocabulary.ambiguities.map(claimedTwice), ...judged.flatMap(({ findings }) => findings)],
      measured: judged.reduce((sum, { names }) => sum + names, keys),
      unmeasured: unreadableManifests(manifests),
      inapplicable: "no manifest names a feature, a capability or a tag",
    };
  },
});

/** Keys of the workspace's own vocabulary; the shipped one is no part of the workspace. */
function ownKeys({ own, data }: VocabularyFacts): number {
  const features = own.has("features.json") ? Object.keys(data.features).length : 0;
  return features + (own.has("capabilities.json") ? Object.keys(data.capabilities).length : 0);
}

function claimedTwice({ wording, keys, finding }: VocabularyFacts["ambiguities"][number]): GateFinding {
  const { file, line, column, message, fix } = finding;
  return { code: "synonym-claimed-twice", file, line, column, message, fix, subject: [wording, ...keys].join("\n") };
}

/** What is wrong with the names in a manifest, and how many there are. */
function judgeModule(
  { name, manifest, file }: GovernedModule,
  { data, own }: VocabularyFacts,
): { findings: GateFinding[]; names: number } {
  const at = ({ pointer }: PlacedText) => ({ module: name, file: file.path, ...file.at(pointer), pointer });
  const features = textsAt(manifest, ["features"]);
  const capabilities = apiNames(manifest).map((api) => ({
    api,
    keys: textsAt(manifest, ["apis", api, "capabilities"]),
  }));
  const tags = textsAt(manifest, ["tags"]);
  const allowed = new Set(data.tags);
  const findings = [
    ...features
      .filter(({ text }) => !Object.hasOwn(data.features, text))
      .map((feature) => ({ ...at(feature), code: "unknown-feature", ...unknownFeature(feature.text, data) })),
    ...capabilities.flatMap(({ api, keys }) =>
      keys
        .filter(({ text }) => !Object.hasOwn(data.capabilities, text))
        .map((key) => ({
          ...at(key),
          code: "unknown-capability",
          ...unknownCapability(name, api, key.text, isExtracted(manifest, "apis")),
        })),
    ),
    ...tags
      .filter(({ text }) => !allowsTag(allowed, text))
      .map((tag) => ({ ...at(tag), code: "unknown-tag", ...unknownTag(tag.text, data.tags, own.get("tags.json")) })),
  ];
  const names = features.length + tags.length + capabilities.reduce((sum, { keys }) => sum + keys.length, 0);
  return { findings, names };
}

type Worded = Pick<GateFinding, "message" | "fix" | "subject">;

function unknownFeature(text: string, { features }: VocabularyFacts["data"]): Worded {
  const shown = JSON.stringify(text);
  const guess = nearest(text, Object.keys(features));
  return {
    message: `the feature ${shown} is not in the vocabulary`,
    fix:
      guess === undefined
        ? `Remove ${shown}, or add it to the vocabulary first.`
        : `Replace ${shown} by "${guess}", if that is meant, or remove it.`,
    subject: text,
  };
}

function unknownCapability(module: string, api: string, text: string, extracted: boolean): Worded {
  const shown = JSON.stringify(text);
  return {
    message: `${api} has the capability ${shown}, which is not in the vocabulary`,
    fix: extracted
      ? `Run \`t4 enrich --module ${shellWord(module)}\`, which reads capabilities by the vocabulary as it is now.`
      : `Remove ${shown}, or add it to the vocabulary first.`,
    subject: `${api}\n${text}`,
  };
}

function unknownTag(text: string, allowed: readonly string[], ownFile: string | undefined): Worded {
  const shown = JSON.stringify(text);
  const guess = nearest(
    text,
    allowed.filter((tag) => !tag.endsWith("*")),
  );
  const use = guess === undefined ? `Remove ${shown}, or use an allowed tag` : `Use "${guess}" instead of ${shown}`;
  const allow = ownFile === undefined ? "." : `, or add ${shown} to \`allowed\` in ${ownFile}.`;
  return { message: `the tag ${shown} is not allowed`, fix: `${use}${allow}`, subject: text };
}
