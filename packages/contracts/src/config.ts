import { parseJsonText, staysInside, type T4Error } from "@t4/core";
import { findOutputFault, OUTPUT_KEYS } from "./output-paths.ts";
import type { SettingsSource } from "./read-settings.ts";

/** Where T4 finds and puts things in a workspace; paths are relative to its root. */
export interface Config {
  /** Globs to leave out, besides the usual ones. */
  ignore: string[];
  /** Names of the core modules. */
  core: string[];
  /** Names of context documents, the most trusted first; may hold `*`. */
  context: string[];
  /** The workspace's own manifest schema, when the config names one. */
  schema?: string;
  /** The workspace's own vocabulary folder, when the config names one. */
  vocab?: string;
  /** The flags file, when the config names one. */
  flags?: string;
  generated: string;
  ledger: string;
  queue: string;
  trends: string;
  python?: string;
  pythonRoots?: string[];
}

/** What holds where the config says nothing. */
export const DEFAULT_CONFIG: Config = {
  ignore: [],
  core: [],
  context: ["claude.me", "CLAUDE.md", "AGENTS.md", "*_context.md", "README.md"],
  generated: "docs/_generated",
  ledger: "manifests/.ledger",
  queue: "manifests/review_queue.json",
  trends: "trends",
};

const PATHS = ["schema", "vocab", "flags", "generated", "ledger", "queue", "trends"] as const;

type Place = [key: string, ...rest: number[]];

/** Where the file gives a path that must stay in the workspace. */
function pathsIn(given: Partial<Config>): [place: Place, path: string][] {
  const roots = given.pythonRoots ?? [];
  return [
    ...PATHS.flatMap((key): [Place, string][] => (given[key] === undefined ? [] : [[[key], given[key]]])),
    ...roots.map((root, index): [Place, string] => [["pythonRoots", index], root]),
  ];
}

/**
 * The config of a workspace: the file's values over {@link DEFAULT_CONFIG}; undefined is no file. Throws `E_CONFIG` for an unknown key,
 * a wrong value, a path out of the workspace, or one that T4 must not write to, with file, line and column.
 */
export async function parseConfig(source: SettingsSource | undefined): Promise<Config> {
  if (source === undefined) return DEFAULT_CONFIG;
  const [fault] = await configFaults(source);
  if (fault !== undefined) throw fault;
  return { ...DEFAULT_CONFIG, ...givenIn(source) };
}

/** Everything that {@link parseConfig} could throw about a config's values. Throws `E_JSON` and its kin. */
export async function configFaults(source: SettingsSource): Promise<T4Error[]> {
  const [{ settingsFault, settingsFaults }, { configShape }] = await Promise.all([
    import("./read-settings.ts"),
    import("./config-shape.ts"),
  ]);
  const keys = Object.keys(configShape._zod.def.shape);
  const faults = settingsFaults(source, configShape, () => keys);
  if (faults.length > 0) return faults;
  const given = givenIn(source);
  const outside = pathsIn(given).filter(([, path]) => !staysInside(path));
  if (outside.length > 0) {
    return outside.map(([place, path]) =>
      settingsFault(source, place, `${place[0]} leads out of the workspace: ${path}`),
    );
  }
  const fault = findOutputFault(
    { ...DEFAULT_CONFIG, ...given },
    OUTPUT_KEYS.filter((key) => Object.hasOwn(given, key)),
  );
  return fault === undefined ? [] : [settingsFault(source, [fault.key], `${fault.key} ${fault.message}`, fault.hint)];
}

/** What a file that is valid gives. */
function givenIn({ text, path }: SettingsSource): Partial<Config> {
  const { $schema: _, ...given } = parseJsonText(text, path).value as Partial<Config> & { $schema?: string };
  return given;
}
