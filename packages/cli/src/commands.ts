import type { CommandDefinition } from "./command.ts";

interface CommandEntry {
  /** One line for `t4 --help`. */
  summary: string;
  load: () => Promise<CommandDefinition>;
}

/** Every command; each is loaded only when it is asked for. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  init: {
    summary: "adopt T4 in a repository",
    load: async () => (await import("./commands/init.ts")).initCommand,
  },
  enrich: {
    summary: "compose manifests from evidence",
    load: async () => (await import("./commands/enrich.ts")).enrichCommand,
  },
  why: {
    summary: "show a field's value, evidence and history",
    load: async () => (await import("./commands/why.ts")).whyCommand,
  },
  accept: {
    summary: "hand a field back to the tool",
    load: async () => (await import("./commands/accept.ts")).acceptCommand,
  },
  fix: {
    summary: "repair what is mechanical in manifests",
    load: async () => (await import("./commands/fix.ts")).fixCommand,
  },
  record: {
    summary: "take hand edits into the ledger",
    load: async () => (await import("./commands/record.ts")).recordCommand,
  },
  revert: {
    summary: "undo runs, byte for byte",
    load: async () => (await import("./commands/revert.ts")).revertCommand,
  },
  vocab: {
    summary: "list, check, add, promote and reject vocabulary",
    load: async () => (await import("./commands/vocab.ts")).vocabCommand,
  },
  queue: {
    summary: "show what waits for a person's decision",
    load: async () => (await import("./commands/queue.ts")).queueCommand,
  },
  quality: {
    summary: "run every gate: what blocks, where, and what mends it",
    load: async () => (await import("./commands/quality.ts")).qualityCommand,
  },
  gates: {
    summary: "list the gates with the question that each answers",
    load: async () => (await import("./commands/gates.ts")).gatesCommand,
  },
  gate: {
    summary: "run some gates",
    load: async () => (await import("./commands/gate.ts")).gateCommand,
  },
  registry: {
    summary: "write the registry of modules, docs and tests",
    load: async () => (await import("./commands/registry.ts")).registryCommand,
  },
  meta: {
    summary: "write the analytics: coverage, SLAs, scores",
    load: async () => (await import("./commands/meta.ts")).metaCommand,
  },
  cov: {
    summary: "measure coverage by running tests, or ingest a report",
    load: async () => (await import("./commands/cov.ts")).covCommand,
  },
  bench: {
    summary: "run and keep benchmarks, or ingest a report",
    load: async () => (await import("./commands/bench.ts")).benchCommand,
  },
  slo: {
    summary: "write the dashboard of targets and measurements",
    load: async () => (await import("./commands/slo.ts")).sloCommand,
  },
  trends: {
    summary: "write coverage and latency over time, and tell what left the noise",
    load: async () => (await import("./commands/trends.ts")).trendsCommand,
  },
  docs: {
    summary: "write the documentation map and the module index",
    load: async () => (await import("./commands/docs.ts")).docsCommand,
  },
  scaffold: {
    summary: "propose documents and tests that modules have not got, and run tests",
    load: async () => (await import("./commands/scaffold.ts")).scaffoldCommand,
  },
  validate: {
    summary: "make the checkpoint: registries, documentation map, ledger, trends",
    load: async () => (await import("./commands/validate.ts")).validateCommand,
  },
  "tag-prod": {
    summary: "tag a commit that passes the checkpoint for production",
    load: async () => (await import("./commands/tag-prod.ts")).tagProdCommand,
  },
  ledger: {
    summary: "show the record of every write",
    load: async () => (await import("./commands/ledger.ts")).ledgerCommand,
  },
  hook: {
    summary: "check every commit with a git hook",
    load: async () => (await import("./commands/hook.ts")).hookCommand,
  },
  doctor: {
    summary: "say what is set up, what is missing, and how to get it",
    load: async () => (await import("./commands/doctor.ts")).doctorCommand,
  },
  completion: {
    summary: "print a script that completes commands, flags and modules",
    load: async () => (await import("./commands/completion.ts")).completionCommand,
  },
};
