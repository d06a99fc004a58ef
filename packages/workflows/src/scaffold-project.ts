import { getOwn, isJsonObject, type JsonObject, type JsonValue, parseJsonText, T4Error } from "@t4/core";
import type { Sources } from "@t4/readers";

/** What a project file at the root of a workspace says of the whole. */
export interface ProjectFile {
  path: string;
  /** Undefined where it gives none. */
  name: string | undefined;
  version: string | undefined;
}

/**
 * The `package.json` and the `pyproject.toml` at the root, as far as they are there. Throws what reading throws, `E_JSON` and its kin, and `E_READ` for one that is
 * no TOML.
 */
export async function readProjectFiles(sources: Sources): Promise<ProjectFile[]> {
  const npm = await sources.read("package.json");
  const python = await sources.read("pyproject.toml");
  return [
    ...(npm === undefined ? [] : [describe(npm.path, parseJsonText(npm.text, npm.path).value)]),
    ...(python === undefined ? [] : [describe(python.path, await projectTable(python.text, python.path))]),
  ];
}

function describe(path: string, value: JsonValue | undefined): ProjectFile {
  const table: JsonObject = isJsonObject(value) ? value : {};
  const textOf = (key: string): string | undefined => {
    const text = getOwn(table, key);
    return typeof text === "string" && text.trim() !== "" ? text.trim() : undefined;
  };
  return { path, name: textOf("name"), version: textOf("version") };
}

/** `[project]`, or what Poetry used in its place. */
async function projectTable(text: string, path: string): Promise<JsonValue | undefined> {
  const { parse, TomlError } = await import("smol-toml");
  try {
    const document = parse(text) as JsonObject;
    const tool = getOwn(document, "tool");
    return getOwn(document, "project") ?? (isJsonObject(tool) ? getOwn(tool, "poetry") : undefined);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    throw new T4Error("E_READ", `${path} is not TOML`, {
      file: path,
      line: cause.line,
      column: cause.column,
      cause,
      hint: "Mend it at the place given.",
    });
  }
}
