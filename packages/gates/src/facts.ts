import type { Flags, QueueItem, VocabularyData } from "@t4/contracts";
import type { Finding, JsonObject, JsonValue, Position } from "@t4/core";
import type { Assessment } from "@t4/registry";
import type { Vocabulary } from "@t4/vocab";

/** A JSON file whose parts can be pointed at; its text is parsed for positions once, and only when somebody asks. */
export interface LocatedFile {
  /** Relative to the workspace root. */
  path: string;
  /** Where the value at a JSON Pointer stands, or else the nearest value around it. */
  at(pointer: string): Position;
}

/** A module in scope whose manifest parsed; it may break its schema in any way. */
export interface GovernedModule {
  name: string;
  /** Relative to the root; `""` when the root itself is the module. */
  dir: string;
  manifest: JsonObject;
  /** The manifest's file. */
  file: LocatedFile;
  /** Workspace paths of the module's own files. */
  files: readonly string[];
}

/** The modules in scope. */
export interface ManifestFacts {
  modules: readonly GovernedModule[];
  /** Manifests that could not be read, or whose name another one has too. What judges manifests cannot pass while there are some. */
  unreadable: readonly Finding[];
}

/** Every file that has a schema, judged by it. */
export interface ValidityFacts {
  /** How many files were looked at. */
  checked: number;
  problems: readonly FileProblem[];
  /** What could not be looked at, a sentence each. */
  unmeasured: readonly string[];
}

/** Something wrong in a file that has a schema. */
export interface FileProblem {
  /** What the file is. */
  kind: "manifest" | "config" | "flags" | "vocabulary" | "queue" | "schema";
  finding: Finding;
}

/** The vocabulary as the workspace has it, its own or the shipped one. */
export interface VocabularyFacts {
  data: VocabularyData;
  /** Wordings that two keys claim, each with what is said of it, at the place of the second claim. */
  ambiguities: readonly { wording: string; keys: readonly string[]; finding: Finding }[];
  /** Paths of the workspace's own files, by name such as `tags.json`; a vocabulary that came with T4 has none. */
  own: ReadonlyMap<string, string>;
}

/** The review queue's file. */
export interface QueueFacts {
  file: LocatedFile;
  /** As the file has them; undefined for no file, and for one that cannot be used as it is. */
  items: readonly QueueItem[] | undefined;
  /** Why the file is no queue. */
  problem: Finding | undefined;
  /** Says that a merge left the file as it is: no JSON, but every item in it can be told. */
  merged: Finding | undefined;
  vocabulary: Pick<Vocabulary, "match" | "isRejected">;
  /** Names of every module of the workspace, and of those that may be in it. */
  modules: ReadonlySet<string>;
  /** Why it cannot be told which modules there are; absent where it can. */
  unmeasured?: readonly string[];
}

/** What is on disk of a module, whatever its manifest holds. */
export interface ModuleOnDisk {
  name: string;
  dir: string;
  manifestPath: string;
  docs: readonly string[];
  tests: readonly string[];
}

/** MODULE_REGISTRY.json beside what is on disk. */
export interface RegistryFacts {
  file: LocatedFile;
  /** The parsed registry; undefined when there is none or it is no registry. */
  registry: { modules: readonly RegisteredFiles[] } | undefined;
  /** Why the file is no registry, at its place; undefined for no file. */
  problem: Finding | undefined;
  /** The modules in scope. */
  onDisk: readonly ModuleOnDisk[];
  /** Names of every module of the workspace, in or out of scope. */
  names: ReadonlySet<string>;
  /** Paths of the manifests that cannot be read, so that nobody knows which modules they are of. */
  unreadable: ReadonlySet<string>;
}

/** A module's line in the registry: where it says that things are. */
export interface RegisteredFiles {
  name: string;
  path: string;
  manifest: string;
  docs: readonly string[];
  tests: readonly string[];
}

/** What the source of a module exports now. */
export interface ExportFacts {
  /** Symbols that resolve, with their public path. */
  resolved: ReadonlyMap<string, { module: string }>;
  /** Symbols that do not, with the reason code. */
  failed: ReadonlyMap<string, string>;
  /** Why nothing can be said of what is in neither: a file that cannot be read, or does not parse to its end. */
  unmeasured: string | undefined;
}

/** A cited file: how many lines it has, nothing when it is not there, or why it cannot be read. */
export type CitedFile = { lines: number } | { missing: true } | { unreadable: string };

/** A provenance string taken apart. */
export interface Citation {
  /** The cited file relative to the root; undefined when none is cited. */
  path: string | undefined;
  lines: { first: number; last: number } | undefined;
  /** True for a report of a tool, which a measurement may outlive. */
  report: boolean;
  /** True when a file is cited that cannot be evidence: one out of the workspace, or one that git or T4 keeps for itself. */
  outside: boolean;
}

/** What provenance cites, and what of it is there. */
export interface CitationFacts {
  /** Takes a provenance string of the module in `dir` apart. */
  parse(source: string, dir: string): Citation;
  /** Every file that the modules in scope cite, but for reports that are cited as a whole. */
  files: ReadonlyMap<string, CitedFile>;
  /** The fields that need an entry in `_provenance`. */
  enrichedFields: readonly string[];
}

/** A module as the registries see it, and its manifest's file. */
export interface AssessedModule {
  assessment: Assessment;
  file: LocatedFile;
}

/** What verifying the ledger found. */
export interface LedgerFacts {
  findings: readonly Finding[];
  unmeasured: readonly Finding[];
  /** Runs that were verified. */
  runs: number;
}

/** A field, or an entry of `_provenance`, that enriching again would change. */
export interface FieldEdit {
  /** A path such as `performance.observed` or `_provenance.features`. */
  field: string;
  /** Undefined when nothing was there, or nothing would be left. */
  old: JsonValue | undefined;
  new: JsonValue | undefined;
}

/** A manifest that enriching again would change. */
export interface EnrichmentChange {
  module: string;
  file: LocatedFile;
  edits: readonly FieldEdit[];
}

/** What enriching again would come to. */
export interface EnrichmentFacts {
  /** How many modules were composed. */
  composed: number;
  changes: readonly EnrichmentChange[];
  /** The review queue's file, when it would be rewritten, and how many items would come and go. */
  queue: { path: string; added: number; removed: number } | undefined;
  /** Manifests that a merge made and no run recorded. */
  merged: readonly Finding[];
  /** Why modules, or fields of them, could not be enriched. */
  failed: readonly Finding[];
}

/** A reference out of a document, at its place. */
export interface Link extends Position {
  /** As written. */
  target: string;
  /** What it leads to, relative to the root; undefined when it leaves the workspace. */
  path: string | undefined;
  /** Without `#`, percent-decoded; undefined for none. */
  anchor: string | undefined;
}

/** A Markdown file of a module. */
export interface ModuleDocument {
  module: string;
  /** Relative to the root. */
  path: string;
  frontMatter: FrontMatter | undefined;
  links: readonly Link[];
}

/** The front matter of a document. */
export interface FrontMatter {
  /** The parsed mapping; undefined when it is not YAML or no mapping. */
  data: JsonObject | undefined;
  /** What is wrong with its syntax. */
  problem: ({ message: string } & Position) | undefined;
  /** Where a key stands; for one that is not there, the first line of the front matter. */
  at(key: string): Position;
}

/** The documents of the modules in scope, and what their links lead to. */
export interface DocumentFacts {
  documents: readonly ModuleDocument[];
  /** Documents that could not be read. */
  unreadable: readonly Finding[];
  /** By path: what is there, and the anchors of a Markdown file. */
  targets: ReadonlyMap<string, LinkTarget>;
  /** Names of every module of the workspace. */
  modules: ReadonlySet<string>;
}

/** What a link leads to. `anchors` only where a link asks for one. */
export type LinkTarget =
  /** Also what git ignores: it is here, and in no other checkout. */
  | { kind: "missing"; isIgnored?: boolean }
  | { kind: "folder" }
  | { kind: "file"; anchors?: ReadonlySet<string> }
  | { kind: "unreadable"; because: string };

/** All that gates judge. Each is loaded once, and only when a gate that runs needs it. */
export interface Facts {
  flags: Flags;
  /** The time to judge as of, ISO 8601. */
  now: string;
  manifests: ManifestFacts;
  validity: ValidityFacts;
  vocabulary: VocabularyFacts;
  queue: QueueFacts;
  registry: RegistryFacts;
  /** By module name. */
  exports: ReadonlyMap<string, ExportFacts>;
  citations: CitationFacts;
  /** The readable modules in scope, as the registries see them. */
  assessments: readonly AssessedModule[];
  ledger: LedgerFacts;
  enrichment: EnrichmentFacts;
  documents: DocumentFacts;
}

export type FactName = keyof Facts;

/** Where facts come from. A loader may throw a T4Error: the gates that need the fact are undecidable then. */
export type FactSource = { [Name in FactName]: () => Promise<Facts[Name]> };
