import type { AnalysedModule, QualityPart } from "@t4/contracts";
import { fromHundredths, shareOut } from "./hundredths.ts";
import type { Evidence, Judgement } from "./judgement.ts";
import { type PartId, PARTS } from "./mqi-parts.ts";

/** A part of a module's MQI, with what its points need. */
interface JudgedPart {
  id: PartId;
  title: string;
  judgement: Judgement;
  /** Its share of 100 among the parts that apply. */
  weight: number;
  points: number;
}

/** A module's Manifest Quality Index: 0 to 100, at most two decimals; 100 exactly when every part that applies is earned. */
export interface Mqi {
  score: number;
  parts: JudgedPart[];
}

/** Judges every part; those that do not apply leave their points to the rest, in proportion. */
export function computeMqi(evidence: Evidence): Mqi {
  const judged = PARTS.map((part) => ({ ...part, judgement: part.judge(evidence) }));
  const weights = shareOut(judged.map(({ judgement, weight }) => (judgement.outcome === "inapplicable" ? 0 : weight)));
  const earned = judged.map(({ judgement }, index) =>
    judgement.outcome === "earned" ? (weights[index] as number) : 0,
  );
  return {
    score: fromHundredths(earned.reduce((sum, points) => sum + points, 0)),
    parts: judged.map(({ id, title, judgement }, index) => ({
      id,
      title,
      judgement,
      weight: fromHundredths(weights[index] as number),
      points: fromHundredths(earned[index] as number),
    })),
  };
}

/** An MQI as META_REGISTRY.json holds it: without what is needed, which `t4 why MODULE mqi` lists. */
export function recordMqi({ score, parts }: Mqi): AnalysedModule["mqi"] {
  const recorded = parts.map(({ id, judgement, weight, points }): [PartId, QualityPart] => [
    id,
    judgement.outcome === "inapplicable"
      ? { applies: false, weight, points, because: judgement.because }
      : { applies: true, weight, points },
  ]);
  return { score, parts: Object.fromEntries(recorded) as AnalysedModule["mqi"]["parts"] };
}
