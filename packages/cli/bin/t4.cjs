#!/usr/bin/env node
"use strict";
// Starts the bundle. The engine's compiled code of it is kept beside it when it is built, which halves the time to start; code that was
// compiled by another version of Node is left unused.
const { readFileSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join } = require("node:path");
const { setFlagsFromString } = require("node:v8");
const { Script } = require("node:vm");

// Most runs last about a second. The engine's optimising compiler is told to wait for what is hot for longer than that: on two cores
// it takes from the work the time that it would save.
setFlagsFromString("--interrupt-budget=500000");
// Most expressions meet many texts, so each is compiled at once and not interpreted first: those that know Unicode's classes are long,
// and compiling them twice costs more than it brings.
setFlagsFromString("--no-regexp-tier-up");
// What is read of a large report is short-lived; taken for long-lived, it fills hundreds of megabytes before it is collected.
setFlagsFromString("--no-allocation-site-pretenuring");

const bundle = join(__dirname, "..", "dist", "t4.cjs");
const kept = `${bundle}.cache`;

function read(path, encoding) {
  try {
    return readFileSync(path, encoding);
  } catch {
    return undefined;
  }
}

// It is ASCII, so nothing has to be decoded.
const source = read(bundle, "latin1");
if (source === undefined) {
  process.stderr.write("t4 is not built yet: run `make build` at the root of its repository.\n");
  process.exitCode = 2;
} else {
  const script = new Script(Module.wrap(source), { filename: bundle, cachedData: read(kept) });
  const keepIn = process.env.T4_KEEP_COMPILED;
  if (keepIn) process.on("exit", () => writeFileSync(keepIn, script.createCachedData()));
  const bundled = new Module(bundle);
  script
    .runInThisContext()
    .call(bundled.exports, bundled.exports, Module.createRequire(bundle), bundled, bundle, dirname(bundle));
}
