/** Writes docs/errors.md from the list of codes; with `--check` fails when the file differs. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ERROR_CODES } from "../src/error-codes.ts";

const path = join(import.meta.dirname, "../../../docs/errors.md");
const rows = Object.entries(ERROR_CODES)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([code, { exit, means, remedy }]) => `| \`${code}\` | ${exit} | ${means} | ${remedy} |`);
const text = `# Error codes

Generated from \`packages/core/src/error-codes.ts\` by \`pnpm run docs\`; do not edit.

Codes are stable. *Exit* is the exit code when the error ends the command; as a finding about one module it lets the others go on
and the command exits 1.

| code | exit | what happened | what to do |
|---|---|---|---|
${rows.join("\n")}
`;

const current = await readFile(path, "utf8").catch(() => "");
if (!process.argv.includes("--check")) {
  await writeFile(path, text);
} else if (current !== text) {
  process.stderr.write("docs/errors.md is out of date: run `pnpm run docs`.\n");
  process.exitCode = 1;
}
