export { runGates } from "./engine.ts";
export type * from "./facts.ts";
export type { AnyGate, CodeText } from "./gate.ts";
export { GATES } from "./gate-list.ts";
export { exitOf, type GateReport, type GateResult, type JudgedFinding, type ResultId, type Verdict } from "./result.ts";
export { WAIVER_CODES, type WaiverFile } from "./waivers.ts";
export { jsonReport, type JsonReport } from "./reporters/json.ts";
