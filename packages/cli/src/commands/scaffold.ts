import type { ScaffoldInput, ScaffoldScope } from "@t4/workflows/scaffold";
import type { SuiteName } from "@t4/workflows/scaffold-run";
import { Argument, type Command } from "commander";
import { addExamples, type CommandDefinition, makeReport, type Report, type Session } from "../command.ts";
import { secondsArgument } from "../measure-command.ts";
import { usageError } from "../usage-error.ts";

type Run = (action: (session: Session) => Promise<Report>) => void;

export const scaffoldCommand: CommandDefinition = {
  examples: ["t4 scaffold docs --all", "t4 scaffold tests --module billing --apply", "t4 scaffold run smoke"],
  define(command, run) {
    defineKind(command, run, {
      kind: "docs",
      description: "propose the documents that modules have not got, as drafts",
      examples: [
        "t4 scaffold docs --all",
        "t4 scaffold docs --core --apply",
        "t4 scaffold docs --module billing --format json",
      ],
    });
    defineKind(command, run, {
      kind: "tests",
      description: "propose tests for pytest or vitest that pass as they are",
      examples: [
        "t4 scaffold tests --all",
        "t4 scaffold tests --module billing --apply",
        "t4 scaffold tests --core --format json",
      ],
    });
    defineRun(command, run);
  },
};

function defineRun(scaffold: Command, run: Run): void {
  const command = scaffold
    .command("run")
    .description("start the modules' own smoke or fast tests, whoever wrote them, under pytest and vitest")
    .addArgument(
      new Argument(
        "<suite>",
        "smoke: `test_smoke.py` and its kin; fast: all but integration tests and benchmarks",
      ).choices(SUITES),
    )
    .option("--module <names...>", "these modules; without it all")
    .option("--timeout <seconds>", "how long one module's tests may take", secondsArgument, 600)
    .option("--pass-env <names...>", "variables that the tests get besides PATH, HOME and the like")
    .action((suite: SuiteName, flags: { module?: string[]; timeout: number; passEnv?: string[] }) => {
      run(async (session) => {
        const { requireWorkspace } = await import("@t4/workflows/require-workspace");
        const { scaffoldRun } = await import("@t4/workflows/scaffold-run");
        const { renderScaffoldRun } = await import("../render/scaffold-run.ts");
        await requireWorkspace(session.context);
        const runner = { timeoutMs: flags.timeout * 1000, passEnv: flags.passEnv ?? [], env: process.env };
        const report = await scaffoldRun({ suite, modules: flags.module ?? [], runner }, session.context);
        const isMissing = report.modules.every(({ status }) => status === "untested");
        return makeReport({
          session,
          command: "scaffold run",
          document: report,
          render: renderScaffoldRun,
          exit: report.modules.some(({ status }) => status === "failed") ? 1 : isMissing ? 3 : 0,
        });
      });
    });
  addExamples(command, ["t4 scaffold run smoke", "t4 scaffold run fast --module billing"]);
}

const SUITES: readonly SuiteName[] = ["smoke", "fast"];

interface ScaffoldFlags {
  module?: string[];
  core?: boolean;
  all?: boolean;
  apply?: boolean;
}

function defineKind(
  scaffold: Command,
  run: Run,
  { kind, description, examples }: { kind: ScaffoldInput["kind"]; description: string; examples: readonly string[] },
): void {
  const command = scaffold
    .command(kind)
    .description(description)
    .option("--module <names...>", "these modules")
    .option("--core", "the modules that `core` in the config lists")
    .option("--all", "all modules")
    .option("--apply", "write what is proposed, as one run; without it nothing is written")
    .action((flags: ScaffoldFlags) => {
      run(async (session) => {
        const scope = scopeOf(flags);
        const { requireWorkspace } = await import("@t4/workflows/require-workspace");
        const { scaffold: propose } = await import("@t4/workflows/scaffold");
        const { renderScaffold } = await import("../render/scaffold.ts");
        await requireWorkspace(session.context);
        const report = await propose({ kind, scope, apply: flags.apply ?? false }, session.context);
        return makeReport({
          session,
          command: `scaffold ${kind}`,
          document: report,
          render: (document, style) => renderScaffold(document, { verbose: session.verbose }, style),
          exit: report.findings.length > 0 ? 1 : 0,
        });
      });
    });
  addExamples(command, examples);
}

function scopeOf({ module, core, all }: ScaffoldFlags): ScaffoldScope {
  const given: ScaffoldScope[] = [
    ...(module === undefined ? [] : [{ modules: module }]),
    ...(core === true ? [{ core: true } as const] : []),
    ...(all === true ? [{ all: true } as const] : []),
  ];
  const [scope, another] = given;
  if (scope !== undefined && another === undefined) return scope;
  const hint = "Give one of --module NAME, --core and --all.";
  throw scope === undefined
    ? usageError("it is not said which modules are meant", hint)
    : usageError("--module, --core and --all exclude each other", hint);
}
