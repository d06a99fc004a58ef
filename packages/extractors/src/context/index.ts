export { extractComponents, type ComponentExtraction } from "./components.ts";
export { extractDescription } from "./description.ts";
export { extractFeatures, type AcceptedFeature, type FeatureExtraction } from "./features.ts";
