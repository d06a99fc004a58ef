import { dirName, type Finding, shellWord } from "@t4/core";
import { defineGate, type GateFinding } from "../../gate.ts";

/** The ledger verifies, and every manifest that it records is at a recorded state; with `--base` it was only added to. */
export const gate = defineGate({
  id: "ledger",
  question: "Does the ledger verify, and is every manifest at a recorded state?",
  counts: "runs",
  needs: ["ledger"],
  codes: {
    "unrecorded-edit": {
      says: "A manifest was edited or removed, and no run of the ledger says so.",
      fix: "Take the edit into the ledger with `t4 record`, or undo it.",
    },
    "unfinished-run": {
      says: "A command was killed while it wrote, and its run is neither done nor undone.",
      fix: "Run `t4 ledger recover`.",
    },
    "malformed-run": {
      says: "A file in the ledger is no run, or its bytes are not those that it was written with.",
      fix: "Restore the ledger from git, or take away what is none of it.",
    },
    "absent-run": { says: "A run that others follow is not there.", fix: "Restore the ledger from git." },
    "broken-chain": { says: "A run does not fit the runs before it.", fix: "Restore the ledger from git." },
    "bad-snapshot": {
      says: "A snapshot is damaged, missing, or named by no run.",
      fix: "Restore the ledger from git.",
    },
    rewritten: {
      says: "A ledger file of the base was changed or removed, or the ledger was moved.",
      fix: "Restore it from the base.",
    },
    unreadable: {
      says: "A manifest or a file of the ledger cannot be read.",
      fix: "Make it a regular file that can be read.",
    },
  },
  judge({ ledger }) {
    const { findings, unmeasured, runs } = ledger;
    return {
      findings: findings.map(judgeFinding),
      measured: runs,
      unmeasured: unmeasured.map(({ message, fix }) => `${message}. ${fix}`),
      inapplicable: "nothing is recorded yet",
    };
  },
});

type Code = keyof typeof gate.codes;

const CODES: Readonly<Record<string, Code>> = {
  E_UNRECORDED: "unrecorded-edit",
  E_LEDGER_UNFINISHED: "unfinished-run",
  E_LEDGER: "malformed-run",
  E_LEDGER_ABSENT: "absent-run",
  E_LEDGER_CHAIN: "broken-chain",
  E_LEDGER_SNAPSHOT: "bad-snapshot",
  E_LEDGER_REWRITTEN: "rewritten",
  E_NOT_A_FILE: "unreadable",
  E_OUTSIDE: "unreadable",
  E_READ: "unreadable",
  E_TOO_LARGE: "unreadable",
  E_ENCODING: "unreadable",
};

/** Throws for a code that verifying gained since: the gate is undecidable then, and no finding goes under a name that does not fit. */
function codeOf({ code }: Finding): Code {
  const known = CODES[code];
  if (known === undefined) throw new RangeError(`the gate knows no finding ${code} of the ledger`);
  return known;
}

function judgeFinding(finding: Finding): GateFinding {
  const { module, file, line, column, pointer, message } = finding;
  const code = codeOf(finding);
  return {
    code,
    module,
    file,
    line,
    column,
    pointer,
    message,
    fix: fixOf(code, finding),
    subject: `${file}\n${message}`,
  };
}

/** The finding's own advice, with commands that do it as they are printed. */
function fixOf(code: Code, { fix, file, module }: Finding): string {
  if (code === "unrecorded-edit" && module !== undefined && fix.startsWith("Take it into the ledger")) {
    // By its folder, as the edit may have changed its name.
    const record = `\`t4 record ${shellWord(dirName(file) || module)} --reason "…"\``;
    return `Take it into the ledger: ${record}; or restore it (git checkout HEAD -- ${shellWord(file)}).`;
  }
  if (code === "rewritten") return fix.replace(/git checkout .*$/, "`$&`");
  const folder = /^(.*)\/(?:runs|objects)\//.exec(file)?.[1];
  if (folder === undefined || (!fix.startsWith("Restore") && !fix.startsWith("A run is written once"))) return fix;
  const restore = `\`git checkout HEAD -- ${shellWord(folder)}\``;
  const added = code === "broken-chain" ? ", and take away what was put into it by hand" : "";
  return `Restore the ledger as it was committed: ${restore}${added}; if it was committed so, from the commit before (git log -- ${shellWord(file)}).`;
}
