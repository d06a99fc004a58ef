import type { Location, Log, Notification, ReportingDescriptor, Result } from "sarif";
import type { GateResult, JudgedFinding } from "../result.ts";
import { count, listRules, type ReportInput, type Rule, ruleOf } from "./report-input.ts";

/** GitHub keeps the first so many results of a run, https://docs.github.com/code-security/code-scanning/troubleshooting-sarif-uploads */
const MAX_RESULTS = 5000;
const MAX_MESSAGE = 1000;

/**
 * A SARIF 2.1.0 log, https://docs.oasis-open.org/sarif/sarif/v2.1.0: one run, a rule a code. Waived findings are suppressed results; a gate that
 * could not be measured is a notification, and the run is then not a successful one. What GitHub would drop is left out, and a notification says how much.
 */
export function sarifReport({ report, version, now, prefix }: ReportInput): Log {
  const rules = listRules();
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const findings = report.gates.flatMap((gate) => [...gate.findings, ...gate.waived]);
  const kept = findings.slice(0, MAX_RESULTS);
  const unmeasured = report.gates.flatMap(notifyOf);
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "T4", version, semanticVersion: version, rules: rules.map(describeRule) },
        },
        automationDetails: { id: "t4-quality/" },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: unmeasured.length === 0,
            endTimeUtc: now,
            toolExecutionNotifications: [...unmeasured, ...leftOut(findings.length - kept.length)],
          },
        ],
        results: kept.map((finding) => resultOf(finding, indexes.get(ruleOf(finding)), prefix)),
      },
    ],
  };
}

function describeRule({ id, says, fix }: Rule): ReportingDescriptor {
  return {
    id,
    name: nameOf(id),
    shortDescription: { text: says },
    fullDescription: { text: says },
    help: { text: fix, markdown: fix },
    defaultConfiguration: { level: "error" },
    properties: { tags: ["t4", id.slice(0, id.indexOf("/"))] },
  };
}

/** `coverage/below-target` as SARIF likes names: CoverageBelowTarget. */
function nameOf(id: string): string {
  return id.replace(/(?:^|[/-])(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function resultOf(finding: JudgedFinding, ruleIndex: number | undefined, prefix: string): Result {
  const { message, fix, fingerprint, waived, module } = finding;
  return {
    ruleId: ruleOf(finding),
    ...(ruleIndex !== undefined && { ruleIndex }),
    level: "error",
    message: { text: clip(`${message}\nFix: ${fix}`) },
    locations: [locationOf(finding, prefix)],
    partialFingerprints: { "t4/v1": fingerprint },
    ...(waived !== undefined && {
      suppressions: [
        {
          kind: "external",
          status: "accepted",
          justification: `${waived.reason} (${waived.owner}, until ${waived.expires})`,
        },
      ],
    }),
    ...(module !== undefined && { properties: { module } }),
  };
}

function locationOf({ file, line, column, module }: JudgedFinding, prefix: string): Location {
  return {
    physicalLocation: {
      artifactLocation: {
        uri: `${prefix}${file}`
          .split("/")
          .map((part) => encodeURIComponent(part.toWellFormed()))
          .join("/"),
      },
      region: { startLine: line, startColumn: column },
    },
    ...(module !== undefined && { logicalLocations: [{ name: module, kind: "module" }] }),
  };
}

function notifyOf({ id, verdict, because }: GateResult): Notification[] {
  if (because.length === 0 || verdict === "inapplicable") return [];
  return [
    {
      level: "error",
      descriptor: { id },
      message: { text: clip(`${id} could not be measured: ${because.join("; ")}`) },
    },
  ];
}

function leftOut(more: number): Notification[] {
  if (more <= 0) return [];
  return [
    {
      level: "warning",
      message: { text: `${count(more, "more finding")} left out: GitHub takes ${MAX_RESULTS} of a run` },
    },
  ];
}

function clip(text: string): string {
  return text.length <= MAX_MESSAGE ? text : `${text.slice(0, MAX_MESSAGE - 1).toWellFormed()}…`;
}
