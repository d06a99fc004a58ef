import type { Finding } from "@t4/core";
import type { ScaffoldFile } from "@t4/scaffold";
import type { LoadedModule } from "./load-modules.ts";

/** The files of one module as they should be; `why` says, as a sentence without a full stop, why there are none. */
export type PlanModule = (module: LoadedModule) => Promise<{ files: ScaffoldFile[]; why: string | undefined }>;

/** What is, or would be, put into one module. */
export interface ScaffoldedModule {
  module: string;
  /** `.` for the root. */
  folder: string;
  /** Files that are written, or would be. */
  files: { path: string; purpose: string }[];
  /** Files that are there already; they are as they were. */
  kept: string[];
  /** What is not written though it is not there, and why; a path of the module, or its folder for all of it. */
  left_out: { path: string; why: string }[];
}

export interface ScaffoldReport {
  kind: "docs" | "tests";
  /** The run that wrote it all; null when nothing was written. */
  run: string | null;
  /** False when this was only a plan. */
  apply: boolean;
  modules: ScaffoldedModule[];
  /** Those of the files that are written, or would be, that git ignores, so that nobody else gets them. */
  ignored: string[];
  /** Manifests that cannot be used, whose modules got nothing. */
  findings: Finding[];
}
