/**
 * Writes packages/gates/src/gate-list.ts and docs/gates.md from the folders in packages/gates/src/gates; with `--check` fails when either
 * differs. The order is that of GATE_IDS, which has to name exactly the folders.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GATE_IDS } from "@t4/contracts";
import type { AnyGate } from "../src/gate.ts";
import { WAIVER_CODES, WAIVERS_QUESTION } from "../src/waivers.ts";

const gates = join(import.meta.dirname, "../src/gates");
const folders = (await readdir(gates, { withFileTypes: true })).filter((entry) => entry.isDirectory());
const present = folders.map(({ name }) => name);
const ids = GATE_IDS.filter((id) => present.includes(id));
const astray = [
  ...GATE_IDS.filter((id) => !present.includes(id)),
  ...present.filter((name) => !ids.includes(name as never)),
];

const list = `// Generated from the folders in src/gates by \`pnpm run docs\`; do not edit.
import type { AnyGate } from "./gate.ts";
${ids.map((id) => `import { gate as ${id} } from "./gates/${id}/gate.ts";`).join("\n")}

/** Every gate, in the order in which they run. */
export const GATES: readonly AnyGate[] = [
${ids.map((id) => `  ${id},`).join("\n")}
];
`;

const loaded = await Promise.all(
  ids.map(async (id) => ((await import(`../src/gates/${id}/gate.ts`)) as { gate: AnyGate }).gate),
);
const described = [...loaded, { id: "waivers", question: WAIVERS_QUESTION, codes: WAIVER_CODES }];
const waiver = {
  gate: "coverage",
  code: "unmeasured",
  module: "billing",
  reason: "The tests need the sandbox of the payment provider, which is ready by then.",
  owner: "payments@example.org",
  expires: "2026-12-31",
};
const howToWaive = `## How to waive a finding

What cannot be mended yet is waived for a while, in \`t4.waivers.json\` in the root. A waived finding is shown and breaks nothing. \`gate\` and \`module\` say what is waived;
\`code\`, or the \`fingerprint\` that \`--format json\` gives, narrows it. \`reason\`, \`owner\` and \`expires\`, the last day on which it counts, in UTC, have to be there. The
waivers themselves cannot be waived, nor a finding that is about no module.

\`\`\`json
${JSON.stringify({ version: 1, waivers: [waiver] }, undefined, 2)}
\`\`\`
`;
const docs = `# Gates

Generated from \`packages/gates/src/gates\` by \`pnpm run docs\`; do not edit.

A gate answers one question about the workspace: it holds, is broken (exit 1), does not apply, or could not be measured (exit 3, never a
pass). \`t4 quality\` runs all, \`t4 gate ID…\` some. A finding is known by gate and code, here with what each says and what mends it.
With \`--staged\` or \`--changed\` only modules with a touched file are judged, and of the ledger only what was touched, but for how its runs hang
together ([more](hooks.md)).
\`waivers\` is judged beside the gates where there is a \`t4.waivers.json\` ([how to waive](#how-to-waive-a-finding)).

${described.map(({ id, question, codes }) => `## ${id}\n\n${question}\n\n| code | what it says | what mends it |\n|---|---|---|\n${rowsOf(codes)}\n`).join("\n")}
${howToWaive}`;

function rowsOf(codes: AnyGate["codes"]): string {
  return Object.entries(codes)
    .map(([code, { says, fix }]) => `| \`${code}\` | ${says} | ${fix} |`)
    .join("\n");
}

const outputs = [
  { path: join(gates, "../gate-list.ts"), text: list },
  { path: join(import.meta.dirname, "../../../docs/gates.md"), text: docs },
];
if (astray.length > 0) {
  process.stderr.write(`GATE_IDS and the folders in packages/gates/src/gates disagree: ${astray.join(", ")}.\n`);
  process.exitCode = 1;
}
for (const { path, text } of outputs) {
  if ((await readFile(path, "utf8").catch(() => "")) === text) continue;
  if (!process.argv.includes("--check")) {
    await writeFile(path, text);
  } else {
    process.stderr.write(`${path} is out of date: run \`pnpm run docs\`.\n`);
    process.exitCode = 1;
  }
}
