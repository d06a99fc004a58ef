import { mqiOf } from "@t4/registry";
import { assessModule } from "./assess-modules.ts";
import type { LoadedModule } from "./load-modules.ts";
import type { LoadedWorkspace } from "./open.ts";

/** A part of a module's MQI. */
export interface ExplainedPart {
  part: string;
  /** What earns the points. */
  title: string;
  /** Its share of 100; 0 for a part that does not apply. */
  weight: number;
  points: number;
  /** What the missing points need; empty when none is missing. */
  needs: string[];
  /** Why the part does not apply; null for one that does. */
  because: string | null;
}

/** A module's Manifest Quality Index as it is now. */
export interface ExplainedMqi {
  score: number;
  parts: ExplainedPart[];
}

/** Explains a module's MQI as of `now`: unlike in the registries, which keep to the time that they were made at. */
export function explainMqi(module: LoadedModule, workspace: LoadedWorkspace, now: string): ExplainedMqi {
  const { score, parts } = mqiOf(assessModule(module, workspace), now);
  return {
    score,
    parts: parts.map(({ id, title, weight, points, judgement }) => ({
      part: id,
      title,
      weight,
      points,
      needs: judgement.outcome === "missing" ? judgement.needs : [],
      because: judgement.outcome === "inapplicable" ? judgement.because : null,
    })),
  };
}
