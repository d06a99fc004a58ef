import { T4Error } from "@t4/core";
import type { StagedEdits } from "@t4/workflows/hook-edits";
import type { Command } from "commander";
import { addExamples, type CommandDefinition, makeReport, type Report, type Session } from "../command.ts";
import { GATE_FORMATS, runQuality } from "../run-quality.ts";
import { shown } from "../shown.ts";

type Run = (action: (session: Session) => Promise<Report>) => void;

export const hookCommand: CommandDefinition = {
  formats: GATE_FORMATS,
  examples: ["t4 hook install", "t4 hook run"],
  define(command, run) {
    defineInstall(command, run);
    defineRun(command, run);
  },
};

function defineInstall(hook: Command, run: Run): void {
  const install = hook
    .command("install")
    .description("let git check every commit with `t4 hook run`; another hook is left as it is")
    .option("--uninstall", "take T4's hook away again")
    .action(({ uninstall = false }: { uninstall?: boolean }) => {
      run(async (session) => {
        const { installHook } = await import("@t4/workflows/hook-install");
        const { renderHookInstall } = await import("../render/hook.ts");
        const document = await installHook({ uninstall }, session.context);
        return makeReport({
          session,
          command: "hook install",
          document,
          render: renderHookInstall,
          exit: document.done === "refused" ? 1 : 0,
        });
      });
    });
  addExamples(install, ["t4 hook install", "t4 hook install --uninstall"]);
}

function defineRun(hook: Command, run: Run): void {
  const check = hook
    .command("run")
    .description("what the hook does: offer to record staged hand edits, then run the gates on what is staged")
    .action(() => {
      run(async (session) => {
        await offerRecords(session);
        const report = await runQuality({ command: "hook run", flags: { staged: true } }, session);
        // A commit that may be made is made without a word.
        return report.exit === 0 ? { ...report, text: () => "" } : report;
      });
    });
  addExamples(check, ["t4 hook run", "t4 hook run --format json"]);
}

/** Says what of the staged edits has no record, and makes it where somebody is there to say why; what is left is the ledger gate's to judge. */
async function offerRecords(session: Session): Promise<void> {
  const { recordStagedEdits, stageLedger } = await import("@t4/workflows/hook-edits");
  const { edits, isClosed, ledger } = await lookForEdits(session);
  if (edits.length === 0) return;
  const { describeEdits } = await import("../render/hook.ts");
  for (const text of describeEdits(shown({ edits, ledger, root: session.rootLabel }))) session.talk(text);
  if (isClosed) return;
  const open = edits.filter(({ state }) => state === "unrecorded");
  const isUnstaged = edits.some(({ state }) => state === "unstaged");
  const reason =
    open.length > 0 ? await session.askText?.("Why were they edited? Enter alone leaves them:") : undefined;
  if (reason !== undefined && reason !== "") {
    const run = await recordStagedEdits({ edits: open, reason }, session.context);
    if (run !== null) session.talk(`recorded as ${run}, and added to this commit\n`);
  } else if (isUnstaged && (await session.ask?.("Add the record to this commit?"))) {
    await stageLedger(session.context);
  }
}

/** Settings or a ledger that cannot be read are for the gates to tell of. */
async function lookForEdits({ context }: Session): Promise<StagedEdits> {
  const { findStagedEdits } = await import("@t4/workflows/hook-edits");
  return findStagedEdits(context).catch((error: unknown) => {
    if (!(error instanceof T4Error) || error.code === "E_GIT") throw error;
    return { edits: [], isClosed: false, ledger: "" };
  });
}
