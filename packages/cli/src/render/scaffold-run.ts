import type { ScaffoldRunReport } from "@t4/workflows/scaffold-run";
import type { Style } from "../style.ts";

/** What failed, with the end of what its runner printed; then one line. */
export function renderScaffoldRun({ suite, modules }: ScaffoldRunReport, style: Style): string {
  const failed = modules.flatMap(({ module, because, tail = [] }) =>
    because === undefined
      ? []
      : [`${style.red("failed:")} ${module}: ${because}\n${tail.map((line) => `  ${line}\n`).join("")}\n`],
  );
  const tested = modules.filter(({ status }) => status === "passed");
  const passed = tested.reduce((total, module) => total + module.passed, 0);
  const without = modules.filter(({ status }) => status === "untested").map(({ module }) => module);
  const counts = [
    `${passed} ${suite} ${passed === 1 ? "test" : "tests"} passed in ${tested.length} of ${modules.length} ${modules.length === 1 ? "module" : "modules"}`,
    ...(failed.length === 0 ? [] : [`${failed.length} failed`]),
    ...(without.length === 0 ? [] : [`without any: ${named(without)}`]),
  ];
  return `${failed.join("")}${style.bold(counts.join("; "))}\n`;
}

const MOST_NAMED = 5;

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
