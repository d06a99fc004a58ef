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
  if (without.length === modules.length) return nothingRun({ suite, modules }, style);
  const counts = [
    `${passed} ${suite} ${passed === 1 ? "test" : "tests"} passed in ${tested.length} of ${modules.length} ${modules.length === 1 ? "module" : "modules"}`,
    ...(failed.length === 0 ? [] : [`${failed.length} failed`]),
    ...(without.length === 0 ? [] : [`without any: ${named(without)}`]),
  ];
  return `${failed.join("")}${style.bold(counts.join("; "))}\n`;
}

/** Nothing that could fail is no success, so it is not told like one. */
function nothingRun({ suite, modules }: ScaffoldRunReport, style: Style): string {
  return `${style.bold("nothing was run:")} ${whoHasNone(suite, modules)}\n`;
}

function whoHasNone(suite: string, [first, ...others]: ScaffoldRunReport["modules"]): string {
  if (first === undefined) return "there is no module";
  const who = others.length === 0 ? `${first.module} has no` : `none of ${others.length + 1} modules has a`;
  return `${who} ${suite} test; \`t4 scaffold tests\` proposes some`;
}

const MOST_NAMED = 5;

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
