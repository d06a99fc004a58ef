import { runAsOwner, transcript } from "@t4/testkit";

/** The golden file's name, the command line or how it is found, and what happens to the workspace before it. */
export type Step = readonly [
  name: string,
  args: readonly string[] | ((root: string) => Promise<readonly string[]>),
  before?: (root: string) => Promise<void>,
];

const START = Date.parse("2026-11-21T09:00:00Z");

/** Runs the steps in a workspace, as they build on each other, an hour apart. Gives what each printed, by golden file. */
export async function tellStory(root: string, story: readonly Step[]): Promise<Map<string, string>> {
  const transcripts = new Map<string, string>();
  for (const [hour, [name, args, before]] of story.entries()) {
    await before?.(root);
    const words = typeof args === "function" ? await args(root) : args;
    const now = new Date(START + hour * 3_600_000).toISOString();
    transcripts.set(name, transcript(words, await runAsOwner(root, words, now)));
  }
  return transcripts;
}
