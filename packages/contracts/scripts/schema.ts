import type { JsonObject } from "@t4/core";

/** A parsed schema file of this repository. */
export type Schema = JsonObject & { $id: string };
