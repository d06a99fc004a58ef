import type { Config } from "@t4/contracts";
import { joinPath, type JsonObject } from "@t4/core";
import { FRAGMENT, includeLines, includesFragment, makefileText, sharedTargets } from "./make.ts";
import { configText, dependsOn, flagsText, type OwnPlaces, schemaPlace } from "./settings.ts";
import { runOnce, WORKFLOW, workflowText } from "./workflow.ts";

/** A file beside the manifests that a governed repository has. */
export interface PlannedFile {
  path: string;
  /** What it is for, in a few words. */
  purpose: string;
  text: string;
}

/** Something that is left to a person, because it is about a file that is theirs. */
export interface Advice {
  path: string;
  /** What to do, as a sentence. */
  what: string;
}

/** What of a repository and of T4 decides about those files. */
export interface Surroundings {
  config: Config;
  configPath: string;
  places: OwnPlaces;
  /** The root's `package.json`. */
  rootPackage: JsonObject | undefined;
  /** T4's package and version. */
  t4: { name: string; version: string };
  /** Texts that ship with T4. */
  shipped: { fragment: string; tags: string };
  /** The root's Makefile and, where it was added before, T4's fragment as it is there. */
  makefile: { path: string; text: string } | undefined;
  fragment: string | undefined;
  /** False where no fragment can be, as below a folder that leads out of the workspace. */
  hasFragment: boolean;
  /** False in a folder inside a checkout, whose workflows lie elsewhere. */
  ownsWorkflows: boolean;
  /** The settings of another CI, where one is used. */
  otherCi: string | undefined;
}

/** Every file that T4 wants, whether it is there already or not, and what is to be done by hand. */
export function planFiles(around: Surroundings): { files: PlannedFile[]; advice: Advice[] } {
  const { config, places, shipped, makefile, t4, hasFragment } = around;
  const isInstalled = dependsOn(around.rootPackage, t4.name);
  const run = isInstalled ? undefined : runOnce(t4);
  const schemas = schemaPlace(isInstalled, t4.name);
  const vocab = places.vocab ?? config.vocab ?? "vocab";
  const quality = qualityCommand(around, run);
  const files = [
    {
      path: around.configPath,
      purpose: "where T4 finds and puts things; marks the root",
      text: configText(places, schemas),
    },
    {
      path: places.flags ?? config.flags ?? "schemas/flags.json",
      purpose: "thresholds: how strict T4 is",
      text: flagsText(schemas),
    },
    { path: joinPath(vocab, "tags.json"), purpose: "tags that manifests may carry; add your own", text: shipped.tags },
    { path: FRAGMENT, purpose: "T4's Make targets", text: shipped.fragment },
    ...(makefile === undefined && hasFragment
      ? [{ path: "Makefile", purpose: `includes ${FRAGMENT}`, text: makefileText(run) }]
      : []),
    ...(around.ownsWorkflows && around.otherCi === undefined
      ? [
          {
            path: WORKFLOW,
            purpose: `runs \`${quality}\` on pull requests`,
            text: workflowText(
              quality,
              !hasFragment || (makefile === undefined && run !== undefined) ? undefined : runOnce(t4),
            ),
          },
        ]
      : []),
  ];
  return { files, advice: [...adviseOnMake(around, run), ...adviseOnCi(around, quality)] };
}

/** What runs all gates: a Make target, or T4 itself where no file can hold the target. */
function qualityCommand({ makefile, hasFragment }: Surroundings, run: string | undefined): string {
  if (!hasFragment) return `${run ?? "npx --no -- t4"} quality`;
  return makefile === undefined || includesFragment(makefile.text) ? "make quality" : `make --file ${FRAGMENT} quality`;
}

function adviseOnMake({ makefile, fragment, hasFragment, shipped }: Surroundings, run: string | undefined): Advice[] {
  if (!hasFragment) return [];
  const stale = fragment === undefined || fragment === shipped.fragment ? [] : [{ path: FRAGMENT, what: STALE }];
  if (makefile === undefined || includesFragment(makefile.text)) return stale;
  const shared = sharedTargets(makefile.text, shipped.fragment);
  const what =
    shared.length === 0
      ? `For \`make quality\`, add: ${includeLines(run)
          .map((line) => `\`${line}\``)
          .join(" and ")}.`
      : `It has targets named as T4's (${shared.join(", ")}), so leave it and run T4's as \`make --file ${FRAGMENT} quality\`.`;
  return [...stale, { path: makefile.path, what }];
}

const STALE = "It is not the one that this t4 ships. To take that, remove it and run `t4 init --apply` again.";

function adviseOnCi({ ownsWorkflows, otherCi }: Surroundings, quality: string): Advice[] {
  if (otherCi !== undefined)
    return [{ path: otherCi, what: `Add a job that runs \`${quality}\`, with all of git's history.` }];
  const what = `This folder lies inside a checkout: let a workflow at its top run \`${quality}\` here.`;
  return ownsWorkflows ? [] : [{ path: WORKFLOW, what }];
}
