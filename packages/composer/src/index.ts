export { compose } from "./compose.ts";
export type { ComposeInput, Composition, FieldChange, FieldConflict, WithheldField } from "./composition.ts";
export { getField } from "./field-path.ts";
export { ENRICHED_FIELDS } from "./fields.ts";
export { fixManifest, type Fix, type FixedManifest } from "./fix-manifest.ts";
export { ownerOf, type Owner } from "./owner.ts";
export { acceptField, claimEdits, type Act } from "./ownership-edits.ts";
export { MEASURED_BY_COV } from "./measured.ts";
