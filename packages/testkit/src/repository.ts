import { fileURLToPath } from "node:url";

/** The root of T4's own repository. The same from `src` and from `dist`. */
export const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url)).replace(/[/\\]$/, "");
