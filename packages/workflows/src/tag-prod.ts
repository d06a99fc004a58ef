import { joinPath, T4Error } from "@t4/core";
import { checkedOut, createTag, ignoredAmong, isTagName, Sources, tagNamed, uncommittedPaths } from "@t4/readers";
import type { WorkflowContext } from "./context.ts";
import { generatedPath } from "./generate-files.ts";
import { listLedger } from "./ledger-files.ts";
import { openSettings } from "./open.ts";
import { requireWorkspace } from "./require-workspace.ts";
import { versionToTag } from "./tag-prod-version.ts";
import { validate, type ValidateReport } from "./validate.ts";

export interface TagProdInput {
  /** Undefined for that of the project files at the root. */
  version: string | undefined;
  /** Make every check, and no tag. */
  dryRun: boolean;
}

export interface TagProdReport {
  /** The tag, made or not. */
  tag: string;
  commit: string;
  branch: string;
  dry_run: boolean;
  /** True when the tag was made. */
  tagged: boolean;
  /** The checkpoint; where it is not `ok`, no tag was made. */
  checkpoint: ValidateReport;
  /** What the tag says, or would say. */
  message: string;
}

/**
 * Puts the annotated tag `v<version>-prod`, with the checkpoint's summary, on the commit that is checked out: all of it committed, what was checked
 * included, on a branch, every check passed, and one at least held. Never signs, moves or pushes a tag. Throws `E_TAG` for a state that is none to tag, `E_USAGE` without a version, `E_GIT` without git, and as {@link validate} does.
 */
export async function tagProd({ version, dryRun }: TagProdInput, context: WorkflowContext): Promise<TagProdReport> {
  const { root, files, clock } = context;
  await requireWorkspace(context);
  const before = await taggable(root);
  const tag = `v${await versionToTag(version, new Sources(files, root))}-prod`;
  await checkTag(root, tag);
  const checkpoint = await validate({ strict: false }, context);
  const message = messageOf(tag, checkpoint);
  const report = { tag, ...before, dry_run: dryRun, tagged: false, checkpoint, message };
  if (!checkpoint.ok) return report;
  if (checkpoint.summary.held === 0) {
    throw refused(
      "no check applies, so nothing was checked",
      "Add modules with `t4 init`, then run the command again.",
    );
  }
  await requireCommitted(context);
  if (dryRun) return report;
  const after = await taggable(root);
  if (after.commit !== before.commit) {
    throw refused("another commit was checked out during the checkpoint", "Run the command again.");
  }
  await createTag(root, { name: tag, commit: before.commit, message, at: clock.now() });
  return { ...report, tagged: true };
}

const MOST_NAMED = 3;

/** The commit that is checked out, on a branch and with nothing beside it. A detached HEAD may be on no branch, where nobody would find what was tagged. */
async function taggable(root: string): Promise<{ commit: string; branch: string }> {
  const { branch, commit } = await checkedOut(root);
  if (commit === undefined) throw refused("there is no commit yet", "Commit, then run the command again.");
  if (branch === undefined) {
    throw refused("HEAD is detached, so the commit may be on no branch", "Check out the branch: git switch NAME");
  }
  const paths = await uncommittedPaths(root);
  if (paths.length === 0) return { commit, branch };
  throw refused(`the tree is not clean: ${named(paths)}`, "Commit, or let git ignore them.");
}

const CHECKED = ["MODULE_REGISTRY.json", "META_REGISTRY.json", "DOCUMENTATION_MAP.md", "MODULE_INDEX.md"];

/** What git ignores passes for clean, but is not in the commit that the tag would be on. */
async function requireCommitted(context: WorkflowContext): Promise<void> {
  const settings = await openSettings(context);
  const { files, root, config, sources } = settings;
  const { runs, snapshots } = await listLedger(settings);
  const names = CHECKED.map((name) => generatedPath(settings, name));
  const trends = ["coverage_trend.csv", "bench_trend.csv"].map((name) => joinPath(config.trends, name));
  const ignored = await ignoredAmong(files, root, [...names, ...trends, ...runs, ...snapshots]);
  const there = await Promise.all(ignored.map((path) => sources.has(path)));
  const paths = ignored.filter((_, index) => there[index]);
  if (paths.length === 0) return;
  const hint = "Take them out of .gitignore, and commit them.";
  throw refused(`the checkpoint looked at what git ignores, so the commit lacks it: ${named(paths)}`, hint);
}

function named(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  return `${paths.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

async function checkTag(root: string, tag: string): Promise<void> {
  if (!(await isTagName(root, tag))) throw refused(`git takes ${tag} for no tag`, "Give another version.");
  if ((await tagNamed(root, tag)) === undefined) return;
  throw refused(`there is a tag ${tag} already`, "Raise the version; a production tag is never moved.");
}

function refused(message: string, hint: string): T4Error {
  return new T4Error("E_TAG", message, { hint });
}

function messageOf(tag: string, { checks, summary }: ValidateReport): string {
  const width = Math.max(...checks.map(({ id }) => id.length));
  const lines = checks.map(({ id, verdict, because }) => {
    const why = because.length === 0 ? "" : `: ${because[0]}`;
    return `  ${id.padEnd(width)}  ${verdict}${why}`;
  });
  const total = `Checkpoint: ${summary.held} held, ${summary.inapplicable} inapplicable.`;
  return [tag, "", total, "", ...lines, ""].join("\n");
}
