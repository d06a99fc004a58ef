import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { bundlePath, copyFixture, goldenText, runAsOwner, transcript } from "@t4/testkit";
import { beforeAll, describe, expect, it } from "vitest";

/** Each step: the golden file's name, the command line, and the day on which it is run. */
const STORY: readonly [name: string, args: readonly string[], day?: string][] = [
  ["slo-check.txt", ["slo", "--check"]],
  ["slo.txt", ["slo"]],
  ["slo-later.txt", ["slo", "--check"], "2027-01-01"],
  ["slo-json.txt", ["slo", "--format", "json"]],
  ["trends-check.txt", ["trends", "--check"]],
  ["trends.txt", ["trends", "--html"]],
  ["trends-again.txt", ["trends", "--html", "--check"], "2027-01-01"],
  ["trends-json.txt", ["trends", "--format", "json"]],
];
const WRITTEN = ["docs/_generated/SLO_DASHBOARD.md", "trends/coverage_trend.csv", "trends/bench_trend.csv"];

const said = new Map<string, string>();
beforeAll(async () => {
  await using workspace = await copyFixture("aurora");
  const run = (args: readonly string[], day = "2026-11-21") => runAsOwner(workspace.root, args, `${day}T09:00:00Z`);
  await run(["enrich", "--quiet"]);
  for (const [name, args, day] of STORY) said.set(name, transcript(args, await run(args, day)));
  for (const path of WRITTEN) said.set(path, await readFile(join(workspace.root, path), "utf8"));
  said.set("page", await readFile(join(workspace.root, "trends/index.html"), "utf8"));
}, 120_000);

describe("the dashboard and the trends of aurora", () => {
  it.each([...STORY.map(([name]) => name), ...WRITTEN])("%s", async (name) => {
    const text = said.get(name) ?? "not run";
    expect(text).toBe(await goldenText(`observed/${name.slice(name.lastIndexOf("/") + 1)}`, text));
  });

  it("are drawn as one page by the command that people run", () => {
    const page = said.get("page") ?? "";
    expect(page.match(/<article>/g)).toHaveLength(17);
    expect(page).toContain("<svg");
    expect(page).not.toMatch(/<script|https?:/);
  });

  it("are drawn by a file of its own, which no other command has to read", async () => {
    const command = await readFile(bundlePath(), "utf8");
    expect(command).toContain('require("./charts.cjs")');
    expect(command).not.toContain("renderToSVGString");
    expect((await stat(join(bundlePath(), "../charts.cjs"))).size).toBeGreaterThan(100_000);
  });
});
