/** 0 held or done, 1 broken or a difference found, 2 wrong usage, config or input, 3 could not be measured. */
export type ExitCode = 0 | 1 | 2 | 3;

interface ErrorKind {
  exit: ExitCode;
  /** What happened, for docs/errors.md. */
  means: string;
  /** What to do, for docs/errors.md. */
  remedy: string;
}

/** Every code that a T4Error or a finding can carry. docs/errors.md is generated from this list. */
export const ERROR_CODES = {
  E_USAGE: {
    exit: 2,
    means: "The command line is not one that T4 understands.",
    remedy: "Follow the suggestion, or see `t4 --help`.",
  },
  E_CLOCK: {
    exit: 2,
    means: "`--now` or `SOURCE_DATE_EPOCH` is not a time.",
    remedy: "Give an ISO 8601 time with a zone, or whole seconds since 1970.",
  },
  E_ROOT: {
    exit: 2,
    means: "The workspace folder is missing or is not a folder, or there is no workspace in it.",
    remedy: "Check `--root`, or go to the workspace.",
  },
  E_CONFIG: {
    exit: 2,
    means: "`t4.config.json` or the flags file does not hold what it should.",
    remedy: "Mend the key that the message names.",
  },
  E_VOCAB: {
    exit: 2,
    means: "A vocabulary file is malformed, or two keys claim one synonym.",
    remedy: "Mend the file at the place that the message names; `t4 vocab check` lists every ambiguous wording.",
  },
  E_SCHEMA: {
    exit: 2,
    means: "The workspace's own manifest schema cannot be used.",
    remedy: "Make it a JSON Schema of draft 2020-12, or remove it to use the shipped one.",
  },
  E_NO_MODULE: {
    exit: 2,
    means: "No module has this name.",
    remedy: "Check the spelling; `t4 queue` and `t4 enrich --dry-run` list the modules.",
  },
  E_NO_RUN: {
    exit: 2,
    means: "No run in the ledger, or more than one, is meant by this id or name.",
    remedy: "Give more of it; `t4 ledger log` lists the runs.",
  },
  E_NO_FIELD: {
    exit: 2,
    means: "The module has no such field.",
    remedy: "Check the field's path, such as `features` or `performance.observed`.",
  },
  E_DUPLICATE_MODULE: { exit: 2, means: "Two manifests give the same module name.", remedy: "Rename one of them." },
  E_JSON: { exit: 2, means: "A JSON file does not parse.", remedy: "Mend it at the line and column given." },
  E_JSON_DUPLICATE_KEY: { exit: 2, means: "A JSON object holds a key twice.", remedy: "Remove one of the two." },
  E_JSON_DEPTH: { exit: 2, means: "A JSON file nests deeper than 64.", remedy: "Flatten it." },
  E_ENCODING: {
    exit: 2,
    means: "A file is not valid UTF-8, or starts with a byte order mark.",
    remedy: "Save it as UTF-8 without BOM.",
  },
  E_TOO_LARGE: {
    exit: 2,
    means: "A file is larger than T4 reads.",
    remedy: "Split it, or take it out of the sources.",
  },
  E_NOT_A_FILE: { exit: 2, means: "A folder or a device stands where a file was expected.", remedy: "Move it away." },
  E_OUTSIDE: {
    exit: 2,
    means: "A path leads out of the workspace.",
    remedy: "Replace the link by the file, or add the path to `ignore`.",
  },
  E_READ: { exit: 2, means: "A file cannot be read.", remedy: "Check its permissions." },
  E_REPORT: {
    exit: 2,
    means: "A benchmark, coverage or test report does not hold what its format says.",
    remedy: "Produce it again with the tool that wrote it.",
  },
  E_FRONT_MATTER: {
    exit: 1,
    means: "The front matter of a document is not YAML.",
    remedy: "Mend it at the line given; the rest of the document was used.",
  },
  E_PYTHON_SYNTAX: {
    exit: 1,
    means: "A Python file has a syntax error.",
    remedy: "Mend it at the line given; what parsed before it was used.",
  },
  E_PYTHON_CYCLE: {
    exit: 1,
    means: "Python modules import a name from each other in a circle, so that importing the package fails.",
    remedy: "Define the name in one of the modules, or import it where it is used.",
  },
  E_MANIFEST: {
    exit: 1,
    means: "A manifest does not validate against its schema.",
    remedy: "Mend the field that the message names, or run `t4 fix`.",
  },
  E_LANES: {
    exit: 1,
    means: "A module's tags and `matrix.lane` name more than one lane.",
    remedy: "Keep the one that holds; until then the first `lane:` tag counts.",
  },
  E_WRITE: {
    exit: 2,
    means: "A file cannot be written; nothing was changed. Where it is standard output, what the command did stands.",
    remedy: "Check permissions and free space, then run the command again.",
  },
  E_CHANGED: {
    exit: 1,
    means: "A manifest was edited while T4 was writing; nothing was changed.",
    remedy: "Run the command again.",
  },
  E_LOCKED: {
    exit: 2,
    means: "Another T4 is writing in this workspace.",
    remedy:
      "Wait for it, or leave out `--no-wait`. If its host is gone for good, remove the file that the message names.",
  },
  E_LEDGER: {
    exit: 2,
    means: "A run in the ledger is malformed or cannot be recovered.",
    remedy: "Restore the file from git.",
  },
  E_LEDGER_UNFINISHED: {
    exit: 1,
    means: "A run was begun and not ended, because the command that wrote it was killed.",
    remedy: "Run `t4 ledger recover`.",
  },
  E_LEDGER_ABSENT: {
    exit: 1,
    means: "A run that others follow or undo is not in the ledger.",
    remedy: "Restore its file from git.",
  },
  E_LEDGER_CHAIN: {
    exit: 1,
    means: "A run does not fit the runs before it: another state, another module, an earlier time.",
    remedy: "Runs are never changed: restore the ledger from git.",
  },
  E_LEDGER_SNAPSHOT: {
    exit: 1,
    means: "A snapshot is damaged, missing, or named by no run.",
    remedy: "Restore the snapshot, or the run that named it, from git.",
  },
  E_LEDGER_REWRITTEN: {
    exit: 1,
    means: "A ledger file of the merge base was changed or removed; a ledger is only ever added to.",
    remedy: "Restore it from git, as the finding says.",
  },
  E_UNSETTLED: {
    exit: 1,
    means: "Branches met before the run to return to, and no run tells which of their states a file had there.",
    remedy: "Undo what came later one by one with `t4 revert --run`, or leave the file out with `--module`.",
  },
  E_UNRECORDED: {
    exit: 1,
    means: "A manifest is not in a state that the ledger recorded.",
    remedy: "Take the edit into the ledger with `t4 record`, or restore the manifest from git.",
  },
  E_IMPORT: {
    exit: 2,
    means: "A line of an older ledger cannot be taken in; nothing was imported.",
    remedy: "Mend the line that the message names, or take it out.",
  },
  E_FOREIGN: {
    exit: 2,
    means: "A file that T4 did not write stands where it would write; nothing was changed.",
    remedy: "Take its lines in with `t4 ledger import`, or move it away.",
  },
  E_RUNNER: {
    exit: 3,
    means: "A program that measures, such as pytest-cov or vitest, is not installed where it is looked for.",
    remedy: "Install it as the message says, or ingest a report with `--from`.",
  },
  E_RUN_FAILED: {
    exit: 1,
    means:
      "A module's tests or benchmarks failed, crashed, or did not end within the time limit; nothing was written of them.",
    remedy: "Run them as the message shows and mend what fails; `--timeout` gives them longer.",
  },
  E_NO_TESTS: {
    exit: 3,
    means: "A module that was asked for has nothing to run, or nothing of it was counted.",
    remedy: "Write a test or a benchmark for it, or ingest a report that speaks of it with `--from`.",
  },
  E_TAG: {
    exit: 1,
    means: "The state that is checked out is none to put a production tag on; no tag was made.",
    remedy: "Do what the message says: commit, check out a branch, or take another version.",
  },
  E_GIT: { exit: 3, means: "git is needed and did not answer.", remedy: "Install git, or run inside a checkout." },
} satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_CODES;
