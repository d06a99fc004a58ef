"use strict";
// Starts the bundle of the thread that reads code.
const { launch } = require("./launch.cjs");

launch("code.cjs");
