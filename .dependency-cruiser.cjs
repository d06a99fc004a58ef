/** The layers of docs/architecture: who may import whom, and why. */
const layers = {
  core: [],
  contracts: ["core"],
  vocab: ["core", "contracts"],
  readers: ["core", "contracts"],
  extractors: ["core", "contracts", "vocab", "readers"],
  composer: ["core", "contracts", "vocab"],
  ledger: ["core", "contracts"],
  writer: ["core", "contracts", "ledger"],
  registry: ["core", "contracts", "vocab"],
  collectors: ["core", "contracts", "readers"],
  gates: ["core", "contracts", "vocab", "ledger", "registry"],
  trends: ["core"],
  scaffold: ["core", "contracts"],
  workflows: [
    "core",
    "contracts",
    "vocab",
    "readers",
    "extractors",
    "composer",
    "ledger",
    "writer",
    "registry",
    "collectors",
    "gates",
    "trends",
    "scaffold",
  ],
  cli: ["core", "workflows"],
  testkit: ["core"],
};
const source = (name) => `^packages/${name}/src/`;
/** Tests, and what several tests of a package share: `test-*.ts`. */
const notTests = "(?:[.]test|/test-[^/]+)[.]ts$";
const pure = "vocab|extractors|composer|ledger|registry|gates|trends|scaffold";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(layers).map(([name, allowed]) => ({
      name: `layer-${name}`,
      comment: `${name} may import ${allowed.join(", ") || "no other package"}: evidence flows one way, so each package can be read and tested alone.`,
      severity: "error",
      from: { path: source(name), pathNot: notTests },
      to: {
        path: "^packages/",
        pathNot: [source(name), `^packages/${name}/`, ...allowed.map((other) => `^packages/${other}/`)],
      },
    })),
    {
      name: "only-types-of-readers",
      comment: "Extractors judge records; they must not be able to read anything, so they see only the readers' types.",
      severity: "error",
      from: { path: source("extractors"), pathNot: notTests },
      to: { path: "^packages/readers/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-cycles",
      comment: "A cycle cannot be understood or tested in parts.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-reaching-in",
      comment:
        "A package is used through its name; what its barrel does not export is its own business. Workflows are loaded one at a time, each by its own name, and what draws charts only when it is asked for.",
      severity: "error",
      from: { path: "^packages/([^/]+)/" },
      to: {
        path: "^packages/([^/]+)/src/",
        pathNot: [
          "^packages/$1/",
          "^packages/[^/]+/src/index[.]ts$",
          "^packages/workflows/src/[^/]+[.]ts$",
          "^packages/trends/src/page[.]ts$",
        ],
      },
    },
    {
      name: "pure-packages-touch-nothing",
      comment:
        "Vocabulary, extraction, composition, registries and the ledger's logic are functions of their input: same input, same bytes.",
      severity: "error",
      from: { path: `^packages/(${pure})/src/`, pathNot: notTests },
      to: {
        dependencyTypes: ["core"],
        path: "^(node:)?(fs|child_process|process|os|net|http|https|worker_threads)(/|$)",
      },
    },
    {
      name: "core-touches-disk-in-one-place",
      comment: "The file port's real adapter is the only file of core that knows the file system.",
      severity: "error",
      from: { path: source("core"), pathNot: ["[.]test[.]ts$", "node-files[.]ts$"] },
      to: { dependencyTypes: ["core"], path: "^(node:)?(fs|child_process|process|os)(/|$)" },
    },
    {
      name: "testkit-is-for-tests",
      comment: "Nothing that ships may depend on what only tests need.",
      severity: "error",
      from: { path: "^packages/(?!testkit/)[^/]+/src/", pathNot: notTests },
      to: { path: "^packages/testkit/" },
    },
    {
      name: "shared-by-tests-alone",
      comment: "What tests share may use the testkit, so nothing that ships may depend on it.",
      severity: "error",
      from: { path: "^packages/(?!testkit/)[^/]+/src/", pathNot: notTests },
      to: { path: "/test-[^/]+[.]ts$" },
    },
    {
      name: "no-dev-dependencies-shipped",
      comment: "What runs for users must be in dependencies; the command is bundled with all that it needs.",
      severity: "error",
      from: { path: "^packages/(?!cli/|testkit/)[^/]+/src/", pathNot: notTests },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "not-to-unresolvable",
      comment: "An import that resolves to nothing fails at run time.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["(^|/)dist/", "(^|/)generated/"] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["t4-source", "import", "require", "node", "default"],
    },
  },
};
