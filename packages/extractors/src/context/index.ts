export { extractComponents, type ComponentExtraction } from "./components.ts";
export { extractDescription } from "./description.ts";
export { splitSentences } from "./sentences.ts";
export { extractFeatures, type AcceptedFeature, type FeatureExtraction } from "./features.ts";
