#!/usr/bin/env node
"use strict";
// Starts the bundle.
const { setFlagsFromString } = require("node:v8");
const { launch } = require("./launch.cjs");

// Most runs last about a second. The engine's optimising compiler is told to wait for what is hot for longer than that: on two cores
// it takes from the work the time that it would save.
setFlagsFromString("--interrupt-budget=1000000");
// Most expressions meet many texts, so each is compiled at once and not interpreted first: those that know Unicode's classes are long,
// and compiling them twice costs more than it brings.
setFlagsFromString("--no-regexp-tier-up");
// What is read of a large report is short-lived; taken for long-lived, it fills hundreds of megabytes before it is collected.
setFlagsFromString("--no-allocation-site-pretenuring");

if (!launch("t4.cjs")) {
  process.stderr.write("t4 is not built yet: run `make build` at the root of its repository.\n");
  process.exitCode = 2;
}
