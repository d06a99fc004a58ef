#!/usr/bin/env node
"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const bundle = join(__dirname, "..", "dist", "t4.cjs");
if (existsSync(bundle)) {
  require(bundle);
} else {
  process.stderr.write("t4 is not built yet: run `make build` at the root of its repository.\n");
  process.exitCode = 2;
}
