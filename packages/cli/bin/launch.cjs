"use strict";
// Runs a bundle. The engine's compiled code of it is kept beside it when it is built, which halves the time to start; code that was
// compiled by another version of Node is left unused.
const { readFileSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");

const dist = join(__dirname, "..", "dist");

function read(path, encoding) {
  try {
    return readFileSync(path, encoding);
  } catch {
    return undefined;
  }
}

/** Runs a bundle of dist; false when it is not there. */
exports.launch = (name) => {
  const bundle = join(dist, name);
  // It is ASCII, so nothing has to be decoded.
  const source = read(bundle, "latin1");
  if (source === undefined) return false;
  const script = new Script(Module.wrap(source), { filename: bundle, cachedData: read(`${bundle}.cache`) });
  const keepIn = process.env.T4_KEEP_COMPILED;
  if (keepIn) process.on("exit", () => writeFileSync(join(keepIn, `${name}.cache`), script.createCachedData()));
  const bundled = new Module(bundle);
  script
    .runInThisContext()
    .call(bundled.exports, bundled.exports, Module.createRequire(bundle), bundled, bundle, dirname(bundle));
  return true;
};
