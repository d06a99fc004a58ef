/** The file that makes its folder a module. */
export const MANIFEST_NAME = "module.manifest.json";
