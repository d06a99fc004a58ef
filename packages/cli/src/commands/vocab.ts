import type { Command } from "commander";
import { addExamples, type CommandDefinition, makeReport, type Report, type Session } from "../command.ts";
import { countArgument } from "../count-argument.ts";
import { shownDiffs } from "../shown.ts";

type Run = (action: (session: Session) => Promise<Report>) => void;

export const vocabCommand: CommandDefinition = {
  examples: [
    "t4 vocab check",
    't4 vocab promote "dunning schedule" payments.dunning',
    't4 vocab promote "dunning schedule" payments.dunning --new --title "Dunning"',
    't4 vocab reject "weekly sync"',
  ],
  define(command, run) {
    declareList(command, run);
    declareCheck(command, run);
    declareAdd(command, run);
    declarePromote(command, run);
    declareReject(command, run);
  },
};

function declareList(command: Command, run: Run): void {
  const declared = command
    .command("list")
    .description("list the feature keys with their titles and synonyms")
    .argument("[text]", "only keys, titles and synonyms that hold this text")
    .action((text: string | undefined) => {
      run(async (session) => {
        const { listVocabulary } = await import("@t4/workflows/vocab");
        const { renderVocabulary } = await import("../render/vocab.ts");
        const entries = await listVocabulary({ text }, session.context);
        return makeReport({
          session,
          command: "vocab list",
          document: { entries },
          render: (document, style) => renderVocabulary(document.entries, style),
        });
      });
    });
  addExamples(declared, ["t4 vocab list", "t4 vocab list payments"]);
}

function declareCheck(command: Command, run: Run): void {
  const declared = command
    .command("check")
    .description("exit 1 when two keys claim one synonym; a malformed file ends with 2")
    .action(() => {
      run(async (session) => {
        const { checkVocabulary } = await import("@t4/workflows/vocab");
        const { renderVocabularyCheck } = await import("../render/vocab.ts");
        const check = await checkVocabulary(session.context);
        return makeReport({
          session,
          command: "vocab check",
          document: check,
          render: renderVocabularyCheck,
          exit: check.findings.length > 0 ? 1 : 0,
        });
      });
    });
  addExamples(declared, ["t4 vocab check", "t4 vocab check --format json"]);
}

function declareAdd(command: Command, run: Run): void {
  const declared = command
    .command("add")
    .description("add a feature key")
    .argument("<key>", "the key, such as payments.dunning")
    .requiredOption("--title <title>", "its title")
    .option("--category <category>", "its category (default: the key's first part)")
    .option("--synonym <phrase...>", "other wordings")
    .option("--dry-run", "print the diff and write nothing at all")
    .action((key: string, flags: { title: string; category?: string; synonym?: string[]; dryRun?: boolean }) => {
      run((session) =>
        edit(
          session,
          "vocab add",
          { action: "add", key, title: flags.title, category: flags.category, synonyms: flags.synonym ?? [] },
          flags,
        ),
      );
    });
  addExamples(declared, [
    "t4 vocab add payments.dunning --title Dunning",
    't4 vocab add payments.dunning --title Dunning --synonym "dunning schedule" --dry-run',
  ]);
}

function declarePromote(command: Command, run: Run): void {
  const declared = command
    .command("promote")
    .description("make a phrase of the review queue a synonym of a key")
    .argument("[phrase]", "the phrase; none: go through the queue and ask")
    .argument("[key]", "the key that it means")
    .option("--new", "the key is a new one")
    .option("--title <title>", "the new key's title")
    .option("--category <category>", "the new key's category (default: the key's first part)")
    .option("--min-count <n>", "without a phrase: only items seen at least so often", countArgument, 1)
    .option("--yes", "without a phrase: take every suggestion")
    .option("--dry-run", "print the diff and write nothing at all")
    .action((phrase: string | undefined, key: string | undefined, flags: PromoteFlags) => {
      run((session) => promote(session, phrase, key, flags));
    });
  addExamples(declared, [
    't4 vocab promote "dunning schedule" payments.dunning',
    't4 vocab promote "dunning schedule" payments.dunning --new --title Dunning',
    "t4 vocab promote --min-count 5 --yes",
  ]);
}

interface PromoteFlags {
  new?: boolean;
  title?: string;
  category?: string;
  minCount: number;
  yes?: boolean;
  dryRun?: boolean;
}

async function promote(
  session: Session,
  phrase: string | undefined,
  key: string | undefined,
  flags: PromoteFlags,
): Promise<Report> {
  const { usageError } = await import("../usage-error.ts");
  if (phrase === undefined) return walkQueue(session, flags);
  if (key === undefined)
    throw usageError("a phrase needs the key that it means", `Try: t4 vocab promote ${JSON.stringify(phrase)} KEY`);
  if (!flags.new) return edit(session, "vocab promote", { action: "promote", phrase, key }, flags);
  if (flags.title === undefined) throw usageError("a new key needs a title", "Add --title TITLE.");
  return edit(
    session,
    "vocab promote",
    { action: "add", key, title: flags.title, category: flags.category, synonyms: [phrase] },
    flags,
  );
}

async function walkQueue(session: Session, flags: PromoteFlags): Promise<Report> {
  const { suggestedPromotions } = await import("@t4/workflows/vocab");
  const { usageError } = await import("../usage-error.ts");
  if (!flags.yes && session.ask === undefined) {
    throw usageError("there is no terminal to ask on", "Give a phrase and a key, or --yes to take every suggestion.");
  }
  const promotions = await suggestedPromotions({ minCount: flags.minCount }, session.context);
  const taken = [];
  for (const promotion of promotions) {
    const question = `${JSON.stringify(promotion.phrase)} (seen ${promotion.count}×) → ${promotion.key}?`;
    if (flags.yes || (await session.ask?.(question))) taken.push(promotion);
  }
  return edit(session, "vocab promote", { action: "promoteAll", promotions: taken }, flags);
}

function declareReject(command: Command, run: Run): void {
  const declared = command
    .command("reject")
    .description("keep a phrase out of the review queue for good")
    .argument("<phrase>", "the phrase")
    .option("--dry-run", "print the diff and write nothing at all")
    .action((phrase: string, flags: { dryRun?: boolean }) => {
      run((session) => edit(session, "vocab reject", { action: "reject", phrase }, flags));
    });
  addExamples(declared, ['t4 vocab reject "weekly sync"', 't4 vocab reject "weekly sync" --dry-run']);
}

async function edit(
  session: Session,
  name: string,
  change: import("@t4/workflows/vocab").VocabularyChange,
  flags: { dryRun?: boolean },
): Promise<Report> {
  const { editVocabulary } = await import("@t4/workflows/vocab");
  const { renderVocabularyEdit } = await import("../render/vocab.ts");
  const { report: edited, diffs } = await editVocabulary({ change, dryRun: flags.dryRun ?? false }, session.context);
  return makeReport({
    session,
    command: name,
    document: edited,
    render: (document, style) => renderVocabularyEdit(document, shownDiffs(diffs), style),
  });
}
