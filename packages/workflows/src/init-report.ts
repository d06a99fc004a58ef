import type { Finding } from "@t4/core";

/** A module that gets a manifest. */
interface InitModule {
  module: string;
  /** `.` for the root. */
  folder: string;
  manifest: string;
  /** What made the folder a module: `python`, `npm` or `documented`. */
  kinds: string[];
  /** By `CODEOWNERS`; [] for nobody. */
  owners: string[];
}

export interface InitReport {
  /** The run that wrote it all; null when nothing was written. */
  run: string | null;
  /** False when this was only a plan. */
  apply: boolean;
  modules: InitModule[];
  /** Modules that had a manifest before. */
  governed: number;
  /** Other files that are written. */
  files: { path: string; purpose: string }[];
  /** Files that T4 wants, and that are there already; they are as they were. */
  kept: string[];
  /** What is left to a person, because it is about files that are theirs. */
  by_hand: { path: string; what: string }[];
  /** What could not be taken in, and why. */
  left_out: { path: string; why: string }[];
  /** What is wrong with manifests that are there. */
  findings: Finding[];
}
