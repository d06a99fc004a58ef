import * as z from "zod/mini";

const text = z.string().check(z.minLength(1));
const folder = text;

/** t4.config.json as zod reads it; schemas/t4.config.schema.json is generated from this. */
export const configShape = z.strictObject({
  $schema: z.optional(z.string()),
  ignore: z.optional(
    z.array(text).check(z.describe("Globs of files and folders to leave out, besides the usual ones.")),
  ),
  context: z.optional(z.array(text).check(z.describe("Names of context documents, the most trusted first."))),
  schema: z.optional(text.check(z.describe("The workspace's own manifest schema."))),
  vocab: z.optional(folder.check(z.describe("The workspace's own vocabulary folder."))),
  flags: z.optional(text.check(z.describe("The file of thresholds."))),
  generated: z.optional(folder.check(z.describe("Folder for registries, dashboards and maps."))),
  ledger: z.optional(folder.check(z.describe("Folder for runs."))),
  queue: z.optional(text.check(z.describe("The review queue's file."))),
  trends: z.optional(folder.check(z.describe("Folder for CSV output."))),
  python: z.optional(text.check(z.describe("The Python interpreter for cov and bench."))),
  core: z.optional(z.array(text).check(z.describe("Names of the core modules, for what is asked for with --core."))),
  pythonRoots: z.optional(z.array(z.string()).check(z.describe("Folders where absolute Python imports start."))),
});
