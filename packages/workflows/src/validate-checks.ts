import { toFinding, validateMetaRegistry, validateModuleRegistry } from "@t4/contracts";
import { decodeUtf8, type Finding, formatPlace, joinPath, type JsonValue, parseJsonText, T4Error } from "@t4/core";
import type { Workspace } from "@t4/readers";
import type { WorkflowContext } from "./context.ts";
import { docsMap } from "./docs-map.ts";
import { generatedPath, type GenerationReport, readGenerated } from "./generate-files.ts";
import { meta } from "./meta.ts";
import { registry } from "./registry.ts";
import { trends } from "./trends.ts";
import { verifyLedger } from "./verify-ledger.ts";

/** What a check came to; `because` says why it is not `held`, a sentence without a full stop each. */
export interface CheckOutcome {
  verdict: "held" | "broken" | "inapplicable" | "undecidable";
  because: string[];
}

/** A step of the checkpoint. */
export interface Check {
  id: string;
  /** What holds when it is passed. */
  title: string;
  /** What mends it: a command. */
  fix: string;
  /** Throws what cannot be measured. */
  judge: () => Promise<CheckOutcome>;
}

const REGISTRY = "MODULE_REGISTRY.json";
const META = "META_REGISTRY.json";

/** The eight checks in their order, each made when it is asked for; what two of them need is worked out once. Nothing is written. */
export function checksOf(settings: Workspace, context: WorkflowContext): Check[] {
  const check = { check: true };
  const drawn = once(() => trends({ check: true, html: false }, context));
  return [
    {
      id: "registry",
      title: "the registry is what is on disk",
      fix: "t4 registry",
      judge: async () => judgeGenerated(await registry(check, context), settings),
    },
    {
      id: "meta-registry",
      title: "the analytics are up to date",
      fix: "t4 meta",
      judge: async () => judgeGenerated(await meta(check, context), settings),
    },
    {
      id: "docs-map",
      title: "the documentation map is up to date",
      fix: "t4 docs map",
      judge: async () => judgeGenerated(await docsMap(check, context), settings),
    },
    { id: "ledger", title: "the ledger verifies", fix: "t4 ledger verify", judge: () => judgeLedger(context) },
    {
      id: "coverage-trend",
      title: "the trend of coverage is what the ledger says",
      fix: "t4 trends",
      judge: async () => judgeTrend(await drawn(), "coverage_trend.csv", settings),
    },
    {
      id: "bench-trend",
      title: "the trend of benchmarks is what the ledger says",
      fix: "t4 trends",
      judge: async () => judgeTrend(await drawn(), "bench_trend.csv", settings),
    },
    {
      id: "registry-schema",
      title: "the registry validates against its schema",
      fix: "t4 registry",
      judge: () => judgeSchema(REGISTRY, validateModuleRegistry, settings),
    },
    {
      id: "meta-registry-schema",
      title: "the analytics validate against their schema",
      fix: "t4 meta",
      judge: () => judgeSchema(META, validateMetaRegistry, settings),
    },
  ];
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= work());
}

const HELD: CheckOutcome = { verdict: "held", because: [] };

async function judgeGenerated(report: GenerationReport, { sources }: Workspace): Promise<CheckOutcome> {
  const { modules, files, findings } = report;
  const outdated = files.filter(({ status }) => status === "outdated");
  const present = await Promise.all(outdated.map(({ path }) => sources.has(path)));
  // Files that are there tell of modules, even where none is left.
  const isWithout = modules === 0 && findings.length === 0 && !present.includes(true);
  if (isWithout) return inapplicable("there is no module");
  const wrong = [
    ...findings.filter(({ severity }) => severity === "error").map(tell),
    ...outdated.map(({ path }) => `${path} is out of date`),
  ];
  return wrong.length === 0 ? HELD : { verdict: "broken", because: wrong };
}

async function judgeLedger(context: WorkflowContext): Promise<CheckOutcome> {
  const { verified, runs, findings, unmeasured } = await verifyLedger({}, context);
  if (verified) return runs === 0 ? inapplicable("nothing is recorded yet") : HELD;
  return findings.length > 0
    ? { verdict: "broken", because: findings.map(tell) }
    : { verdict: "undecidable", because: unmeasured.map(tell) };
}

async function judgeTrend(report: GenerationReport, name: string, settings: Workspace): Promise<CheckOutcome> {
  const path = joinPath(settings.config.trends, name);
  const file = report.files.find((each) => each.path === path);
  if (file?.status === "outdated") {
    const wanted = (file.diff ?? "").split("\n").filter((line) => line.startsWith("+") && !line.startsWith("+++"));
    const isThere = await settings.sources.has(path);
    // The head of the table alone: there is nothing to tell, and nobody told anything else.
    return !isThere && wanted.length <= 1
      ? inapplicable(NOTHING_MEASURED)
      : { verdict: "broken", because: [`${path} is out of date`] };
  }
  const bytes = await readGenerated(settings, path);
  const lines = bytes === undefined ? [] : decodeUtf8(bytes, path).trimEnd().split("\n");
  return lines.length <= 1 ? inapplicable(NOTHING_MEASURED) : HELD;
}

const NOTHING_MEASURED = "nothing of it was measured yet";

async function judgeSchema(
  name: string,
  validate: (value: JsonValue) => Parameters<typeof toFinding>[0][],
  settings: Workspace,
): Promise<CheckOutcome> {
  const path = generatedPath(settings, name);
  const bytes = await readGenerated(settings, path);
  if (bytes === undefined) return inapplicable(`there is no ${path}`);
  try {
    const { value, text } = parseJsonText(decodeUtf8(bytes, path), path);
    const problems = validate(value).map((problem) => tell(toFinding(problem, { file: path, text })));
    return problems.length === 0 ? HELD : { verdict: "broken", because: problems };
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    return { verdict: "broken", because: [error.message] };
  }
}

function inapplicable(why: string): CheckOutcome {
  return { verdict: "inapplicable", because: [why] };
}

function tell(finding: Finding): string {
  return `${formatPlace(finding)}: ${finding.message.replace(/\.$/, "")}`;
}
