import { valueSha, type JsonObject } from "@t4/core";

/** What stands for the environment of a measurement: the first 16 digits of the SHA-256 of its facts' canonical JSON. */
export function fingerprintOf(env: JsonObject): string {
  return valueSha(env).slice(0, 16);
}
