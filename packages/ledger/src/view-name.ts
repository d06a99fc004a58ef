import { decodeUtf8, encodeUtf8 } from "@t4/core";

const ENDING = ".ndjson";
/** The most that the name of a file beside it, while it is being written, leaves. */
const LONGEST = 200;

/**
 * The name of a module's flat view: the module's name, in which every byte but letters, digits, `_`, `-` and a dot that does not lead is written
 * `%XX`. So no name leads to another folder, and {@link moduleOfView} finds the way back. Undefined for a name that is empty or too long for a file.
 */
export function viewName(module: string): string | undefined {
  return escape(module, /[\w-]/);
}

/**
 * The names of these modules' views, each with its module. Where two differ by nothing but upper and lower case, which some disks take for the same, their
 * capitals are written `%XX` too. `unnamed` are the modules that no file can be named after.
 */
export function viewNames(modules: Iterable<string>): { names: Map<string, string>; unnamed: string[] } {
  const counts = new Map<string, number>();
  const all = [...new Set(modules)];
  for (const module of all) counts.set(module.toLowerCase(), (counts.get(module.toLowerCase()) ?? 0) + 1);
  const names = new Map<string, string>();
  const unnamed: string[] = [];
  for (const module of all) {
    const name = counts.get(module.toLowerCase()) === 1 ? viewName(module) : escape(module, /[a-z\d_-]/);
    if (name === undefined) unnamed.push(module);
    else names.set(name, module);
  }
  return { names, unnamed };
}

function escape(module: string, plain: RegExp): string | undefined {
  const escaped = Array.from(encodeUtf8(module), (byte, index) => {
    const character = String.fromCharCode(byte);
    const stays = plain.test(character) || (character === "." && index > 0);
    return stays ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
  return escaped === "" || escaped.length > LONGEST ? undefined : escaped + ENDING;
}

/** The module that a file `<module>.ndjson` is about; undefined for a name of another kind. */
export function moduleOfView(fileName: string): string | undefined {
  const escaped = fileName.endsWith(ENDING) ? fileName.slice(0, -ENDING.length) : "";
  if (escaped === "") return undefined;
  const bytes: number[] = [];
  for (const part of escaped.match(/%[0-9A-Fa-f]{2}|[^%]+|%/g) ?? []) {
    if (part.length === 3 && part.startsWith("%")) bytes.push(Number.parseInt(part.slice(1), 16));
    else bytes.push(...encodeUtf8(part));
  }
  try {
    return decodeUtf8(Uint8Array.from(bytes), fileName);
  } catch {
    return undefined;
  }
}
