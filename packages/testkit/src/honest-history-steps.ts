import type { HistoryTools } from "./honest-history-tools.ts";
import { editDocument, editManifest, FEATURES, manifestOf, MODULES, PHRASES } from "./honest-history-modules.ts";
import type { HistoryRepository } from "./honest-history-repository.ts";

/** Something that people do. `take` says what was done; undefined when it could not be done here. */
interface Step {
  /** How often it is done, in proportion to the others. */
  weight: number;
  take: (repository: HistoryRepository, tools: HistoryTools) => Promise<string | undefined>;
}

export type StepName =
  | "enrich"
  | "record"
  | "edit and enrich"
  | "decide"
  | "revert"
  | "branch"
  | "switch"
  | "merge"
  | "squash"
  | "rebase"
  | "pick"
  | "drop";

export const STEPS: Readonly<Record<StepName, Step>> = {
  enrich: { weight: 4, take: enrichSome },
  record: { weight: 3, take: recordEdit },
  "edit and enrich": { weight: 2, take: enrichEdit },
  decide: { weight: 2, take: decide },
  revert: { weight: 4, take: revertSome },
  branch: { weight: 2, take: branchOff },
  switch: { weight: 3, take: switchBranch },
  merge: { weight: 6, take: mergeBranch },
  squash: { weight: 2, take: squashBranch },
  rebase: { weight: 3, take: rebaseBranch },
  pick: { weight: 6, take: pickCommit },
  drop: { weight: 1, take: dropCommit },
};

type Taken = Promise<string | undefined>;

async function enrichSome(repository: HistoryRepository, tools: HistoryTools): Taken {
  const { random, root } = repository;
  const modules = MODULES.filter(() => random.below(2) === 0);
  for (const module of modules) await editDocument(root, module, random);
  await tools.enrich(random.below(2) === 0 ? [] : modules, repository.later());
  await repository.commit("Enrich");
  return `enriched ${modules.join(", ") || "nothing new"}`;
}

async function recordEdit(repository: HistoryRepository, tools: HistoryTools): Taken {
  const { random, root } = repository;
  const module = random.pick(MODULES);
  await editManifest(root, module, random);
  await tools.record(repository.later());
  await repository.commit("Record");
  return `recorded an edit of ${module}`;
}

async function enrichEdit(repository: HistoryRepository, tools: HistoryTools): Taken {
  const { random, root } = repository;
  const module = random.pick(MODULES);
  await editManifest(root, module, random);
  await editDocument(root, module, random);
  await tools.enrich([], repository.later());
  await tools.record(repository.later());
  await repository.commit("Edit and enrich");
  return `edited and enriched ${module}`;
}

async function decide(repository: HistoryRepository, tools: HistoryTools): Taken {
  const { random } = repository;
  const index = random.below(PHRASES.length);
  const phrase = PHRASES[index] ?? "";
  const key = random.below(2) === 0 ? undefined : [...FEATURES.values()][index];
  await tools.decide(phrase, key, repository.later());
  await repository.commit("Decide");
  return `decided on ${phrase}`;
}

async function revertSome(repository: HistoryRepository, tools: HistoryTools): Taken {
  const { random } = repository;
  const names = await repository.runNames();
  const run = random.pick(names);
  const aim = random.pick(["last", { run }, { run }, { to: run }] as const);
  await tools.revert(aim, repository.later());
  await repository.commit("Revert");
  return `reverted ${JSON.stringify(aim)}`;
}

async function branchOff(repository: HistoryRepository): Taken {
  return repository.branches.length > 3 ? undefined : `made ${await repository.branch()}`;
}

async function switchBranch(repository: HistoryRepository): Taken {
  const branch = anotherBranch(repository);
  if (branch === undefined) return undefined;
  await repository.checkout(branch);
  return `switched to ${branch}`;
}

async function mergeBranch(repository: HistoryRepository, tools: HistoryTools): Taken {
  const branch = anotherBranch(repository);
  if (branch === undefined) return undefined;
  if (!(await repository.tryGit("merge", "--quiet", "--no-edit", branch))) await finish(repository, "Merge");
  return `merged ${branch} into ${repository.current}${await settle(repository, tools)}`;
}

async function squashBranch(repository: HistoryRepository, tools: HistoryTools): Taken {
  const branch = anotherBranch(repository);
  if (branch === undefined) return undefined;
  if (await repository.tryGit("merge", "--quiet", "--squash", branch)) await repository.commit("Squash");
  else await finish(repository, "Squash");
  return `squashed ${branch} into ${repository.current}${await settle(repository, tools)}`;
}

async function rebaseBranch(repository: HistoryRepository, tools: HistoryTools): Taken {
  const branch = anotherBranch(repository);
  if (branch === undefined) return undefined;
  let done = await repository.tryGit("rebase", "--quiet", branch);
  for (let left = 40; !done && left > 0; left -= 1) {
    await repository.takeSides();
    done = await repository.tryGit("rebase", "--continue");
    if (!done && (await repository.git("ls-files", "--unmerged")) === "") {
      done = await repository.tryGit("rebase", "--skip");
    }
  }
  return `rebased ${repository.current} onto ${branch}${await settle(repository, tools)}`;
}

async function pickCommit(repository: HistoryRepository, tools: HistoryTools): Taken {
  const branch = anotherBranch(repository);
  if (branch === undefined) return undefined;
  const commits = (await repository.git("rev-list", "--no-merges", `HEAD..${branch}`)).split("\n");
  const commit = repository.random.pick(commits);
  if (commit === "") return undefined;
  if (!(await repository.tryGit("cherry-pick", "--allow-empty", "--keep-redundant-commits", commit))) {
    await finish(repository, "Pick");
  }
  return `picked one of ${branch}${await settle(repository, tools)}`;
}

/** Takes back the newest commit of a branch, when it is nobody else's. */
async function dropCommit(repository: HistoryRepository): Taken {
  const others = repository.branches.filter((branch) => branch !== repository.current);
  const own = await repository.git("rev-list", "--count", "HEAD", ...others.map((branch) => `^${branch}`));
  if (repository.current === "main" || Number(own) === 0) return undefined;
  await repository.git("reset", "--quiet", "--hard", "HEAD^");
  return `dropped a commit of ${repository.current}`;
}

async function finish(repository: HistoryRepository, message: string): Promise<void> {
  await repository.takeSides();
  await repository.commit(message);
}

function anotherBranch({ branches, current, random }: HistoryRepository): string | undefined {
  const others = branches.filter((branch) => branch !== current);
  return others.length === 0 ? undefined : random.pick(others);
}

/** What a careful person does after a merge: mend what does not parse, then enrich or record, then what verification advises. */
async function settle(repository: HistoryRepository, tools: HistoryTools): Promise<string> {
  const { random } = repository;
  const files = [...MODULES.map(manifestOf), "vocab/features.json", "vocab/rejected.json"];
  for (const path of files) {
    if (!(await repository.isSound([path]))) await repository.git("checkout", "--quiet", "HEAD^", "--", path);
  }
  const first = random.below(4) > 0 ? "enrich" : "record";
  if (first === "enrich") await tools.enrich([], repository.later());
  else await tools.record(repository.later());
  const isSettled = (await tools.verify()).findings.length === 0;
  if (!isSettled) await tools.record(repository.later());
  await repository.commit("Settle");
  return isSettled ? `, then ${first}` : `, then ${first} and record`;
}
