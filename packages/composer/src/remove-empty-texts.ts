import { isJsonObject, setOwn, type JsonObject, type JsonValue } from "@t4/core";

/** A copy without empty texts at any depth, `x_` fields left alone; `removed` hears the path of each. */
export function removeEmptyTexts(manifest: JsonObject, removed: (field: string) => void): JsonObject {
  return cleanObject(manifest, "", removed);
}

function cleanObject(object: JsonObject, path: string, removed: (field: string) => void): JsonObject {
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    const field = path === "" ? key : `${path}.${key}`;
    if (value === "") removed(field);
    else setOwn(kept, key, key.startsWith("x_") ? value : clean(value, field, removed));
  }
  return kept;
}

function clean(value: JsonValue, path: string, removed: (field: string) => void): JsonValue {
  if (isJsonObject(value)) return cleanObject(value, path, removed);
  if (!Array.isArray(value)) return value;
  return value.flatMap((item, index) => {
    if (item !== "") return [clean(item, `${path}[${index}]`, removed)];
    removed(`${path}[${index}]`);
    return [];
  });
}
