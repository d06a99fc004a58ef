export type { Collected, Subject, Surroundings } from "./collect.ts";
export * from "./environment.ts";
export { findPython, type Python } from "./find-python.ts";
export * from "./machine.ts";
export * from "./pytest.ts";
export { coveredBySuites, type Suites, suitesOf } from "./suites.ts";
export { collectVitestBenchmarks, collectVitestCoverage, collectVitestTests, needVitest } from "./vitest.ts";
