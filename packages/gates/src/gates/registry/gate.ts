import type { ModuleOnDisk, RegisteredFiles, RegistryFacts } from "../../facts.ts";
import { defineGate, type GateFinding } from "../../gate.ts";
import { unreadableManifests } from "../../unreadable.ts";

/** MODULE_REGISTRY.json lists exactly what is on disk: modules, docs, tests, both ways. */
export const gate = defineGate({
  id: "registry",
  question: "Does MODULE_REGISTRY.json list exactly what is on disk?",
  counts: "modules",
  needs: ["registry", "manifests"],
  codes: {
    malformed: {
      says: "The registry is no registry: it does not parse, or breaks its schema.",
      fix: "Make it anew with `t4 registry`.",
    },
    "listed-twice": { says: "The registry lists a module more than once.", fix: "Make it anew with `t4 registry`." },
    moved: {
      says: "The registry lists a module in another place than it is.",
      fix: "Bring it up to date with `t4 registry`.",
    },
    "module-missing": {
      says: "A module is on disk and not in the registry.",
      fix: "Bring it up to date with `t4 registry`.",
    },
    "module-gone": {
      says: "The registry lists a module that is not on disk.",
      fix: "Bring it up to date with `t4 registry`.",
    },
    "doc-missing": {
      says: "A module has a document that the registry does not list.",
      fix: "Bring it up to date with `t4 registry`.",
    },
    "doc-gone": {
      says: "The registry lists a document that the module does not have.",
      fix: "Bring it up to date with `t4 registry`.",
    },
    "test-missing": {
      says: "A module has a test that the registry does not list.",
      fix: "Bring it up to date with `t4 registry`.",
    },
    "test-gone": {
      says: "The registry lists a test that the module does not have.",
      fix: "Bring it up to date with `t4 registry`.",
    },
  },
  judge({ registry: facts, manifests }) {
    const { file, problem, registry } = facts;
    const unmeasured = unreadableManifests(manifests);
    if (problem !== undefined) {
      const { line, column, pointer, message } = problem;
      const finding = { code: "malformed", file: file.path, line, column, pointer, message, fix: ANEW, subject: "" };
      return { findings: [finding], measured: 0, unmeasured };
    }
    const inapplicable = "there are no modules";
    if (registry === undefined) {
      const isNeeded = facts.names.size + facts.unreadable.size > 0;
      const missing = `${file.path} is not there; \`t4 registry\` writes it`;
      return { findings: [], measured: 0, unmeasured: [...(isNeeded ? [missing] : []), ...unmeasured], inapplicable };
    }
    return { findings: compare(registry.modules, facts), measured: facts.onDisk.length, unmeasured, inapplicable };
  },
});

const ANEW = "Make it anew: `t4 registry`";
const UPDATE = "Bring it up to date: `t4 registry`";

type Entry = RegisteredFiles & { index: number };

function compare(
  listed: readonly RegisteredFiles[],
  { file, onDisk, names, unreadable }: RegistryFacts,
): GateFinding[] {
  const base = (module: string, pointer: string) => ({ module, file: file.path, ...file.at(pointer), pointer });
  const entries = new Map<string, Entry>();
  const findings: GateFinding[] = [];
  for (const [index, entry] of listed.entries()) {
    const { name, manifest } = entry;
    const at = `/modules/${index}`;
    if (entries.has(name)) {
      const message = `${JSON.stringify(name)} is listed twice`;
      findings.push({ ...base(name, at), code: "listed-twice", message, fix: ANEW, subject: "" });
      continue;
    }
    entries.set(name, { ...entry, index });
    // What a manifest that cannot be read would say is not known.
    if (names.has(name) || unreadable.has(manifest)) continue;
    const message = `${JSON.stringify(name)} is listed at ${manifest}, and no module of that name is on disk`;
    findings.push({ ...base(name, at), code: "module-gone", message, fix: UPDATE, subject: "" });
  }
  for (const module of onDisk) {
    const entry = entries.get(module.name);
    if (entry !== undefined) {
      findings.push(...compareModule(module, entry, base));
      continue;
    }
    const message = `${module.manifestPath} is a module that is not listed`;
    findings.push({ ...base(module.name, "/modules"), code: "module-missing", message, fix: UPDATE, subject: "" });
  }
  return findings;
}

type Base = (module: string, pointer: string) => Omit<GateFinding, "code" | "message" | "fix" | "subject">;

function compareModule(module: ModuleOnDisk, entry: Entry, base: Base): GateFinding[] {
  const { name } = module;
  const at = `/modules/${entry.index}`;
  const path = module.dir === "" ? "." : module.dir;
  const places = [
    ["path", entry.path, path],
    ["manifest", entry.manifest, module.manifestPath],
  ] as const;
  const moved = places.find(([, listed, actual]) => listed !== actual);
  if (moved !== undefined) {
    const [key, listed, actual] = moved;
    const message = `${JSON.stringify(name)} is listed at ${listed}, and is at ${actual}`;
    return [{ ...base(name, `${at}/${key}`), code: "moved", message, fix: UPDATE, subject: "" }];
  }
  return KINDS.flatMap(({ key, code, word }) => {
    const [listed, actual] = [new Set(entry[key]), new Set(module[key])];
    const missing = module[key].filter((each) => !listed.has(each));
    return [
      ...missing.map((subject) => {
        const message = `${subject} is ${word} that is not listed`;
        return { ...base(name, `${at}/${key}`), code: `${code}-missing`, message, fix: UPDATE, subject };
      }),
      ...entry[key].flatMap((subject, index) => {
        if (actual.has(subject)) return [];
        const message = `${subject} is listed, and is not ${word} of ${name}`;
        return [{ ...base(name, `${at}/${key}/${index}`), code: `${code}-gone`, message, fix: UPDATE, subject }];
      }),
    ];
  });
}

const KINDS = [
  { key: "docs", code: "doc", word: "a document" },
  { key: "tests", code: "test", word: "a test" },
] as const;
