export { benchCsv, coverageCsv } from "./csv.ts";
export { benchRows, coverageRows } from "./daily.ts";
export { holdsMeasurements } from "./measured.ts";
export { collectSeries, type ModuleSeries, type RecordedEntry, type RecordedRun } from "./series.ts";
export { judgeSeries, type LatencyChange, type Verdict } from "./verdict.ts";
