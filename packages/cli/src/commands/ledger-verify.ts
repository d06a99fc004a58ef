import type { ExitCode } from "@t4/core";
import type { LedgerReport } from "@t4/workflows/verify-ledger";
import type { Command } from "commander";
import { addExamples, makeReport, type Report, type Session } from "../command.ts";

const EXAMPLES = ["t4 ledger verify", "t4 ledger verify --base origin/main", "t4 ledger verify --format json"];

/** Declares `t4 ledger verify`. Exits 0 when the ledger verifies, 1 when it does not, and 3 when that cannot be told. */
export function defineLedgerVerify(
  ledger: Command,
  run: (action: (session: Session) => Promise<Report>) => void,
): void {
  const verify = ledger
    .command("verify")
    .description("prove that no run was changed, and that every manifest is at a recorded state")
    .option("--base <ref>", "also prove that nothing of the ledger was changed or removed since HEAD left this branch")
    .action((flags: { base?: string }) => {
      run(async (session) => {
        const { verifyLedger } = await import("@t4/workflows/verify-ledger");
        const { renderLedgerVerify } = await import("../render/ledger-verify.ts");
        const report = await verifyLedger(flags, session.context);
        return makeReport({
          session,
          command: "ledger verify",
          document: report,
          render: renderLedgerVerify,
          exit: exitOf(report),
        });
      });
    });
  addExamples(verify, EXAMPLES);
}

function exitOf({ findings, unmeasured }: LedgerReport): ExitCode {
  if (findings.length > 0) return 1;
  return unmeasured.length > 0 ? 3 : 0;
}
