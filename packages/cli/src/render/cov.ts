import type { CoverageFigure, CovReport } from "@t4/workflows/cov";
import type { Style } from "../style.ts";
import { renderMeasured } from "./measured.ts";

/** Coverage by module: `97.52 % of 244 lines, was 96.1 %`. */
export function renderCov(report: CovReport, diffs: readonly string[], style: Style): string {
  return renderMeasured(report, diffs, style, describe);
}

function describe({ observed, was, total }: CoverageFigure): string {
  const before = was === null || was === observed ? "" : `, was ${was} %`;
  return `${observed} % of ${total} ${total === 1 ? "line" : "lines"}${before}`;
}
