/** What Linux and macOS allow for a name, in bytes. */
export const MAX_NAME_BYTES = 255;

const STAGE = /^\.(.+)\.t4-([0-9a-f]{8})\.tmp$/s;

/** The name under which a file is written before it takes the place of `name` beside it. `id` is the hash that says whose it is; its first 8 digits are used. */
export function stageName(name: string, id: string): string {
  return `.${name}.t4-${id.slice(0, 8)}.tmp`;
}

/** By how many bytes a stage's name is longer than the file's own. */
export const STAGE_EXTRA_BYTES = stageName("", "01234567").length;

/** What a stage's name says: the file's own name, and the beginning of the hash. Undefined for the name of anything else. */
export function parseStageName(stage: string): { name: string; id: string } | undefined {
  const [, name, id] = STAGE.exec(stage) ?? [];
  return name === undefined || id === undefined ? undefined : { name, id };
}
