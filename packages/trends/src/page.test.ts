import { describe, expect, it } from "vitest";
import { trendsPage, type TrendsInput } from "./page.ts";
import { collectSeries, type RecordedRun } from "./series.ts";
import { day, runOf } from "./test-input.ts";
import { judgeSeries } from "./verdict.ts";

const NASTY = `<script>alert(1)</script>"'&\u202e<img src=x onerror=alert(1)>`;

function measuredAt(at: string, name: string, pct: number | null, p95: number | null): RecordedRun {
  const observed = {
    latency_p50_ms: p95 === null ? null : p95 / 2,
    latency_p95_ms: p95,
    env_fingerprint: "ci",
    observed_at: at,
  };
  return runOf(at, name, { "/testing/coverage_observed": pct, "/performance/observed": observed });
}

function inputOf(runs: readonly RecordedRun[], unmeasured: readonly string[] = []): TrendsInput {
  const series = collectSeries(runs);
  const verdicts = series.flatMap(({ module, bench }) => {
    const verdict = judgeSeries(bench);
    return verdict === undefined ? [] : [{ module, ...verdict }];
  });
  return { series, verdicts, unmeasured };
}

/** `count` modules, a third without coverage and a third without benchmarks, on two days. */
function modulesOf(count: number): RecordedRun[] {
  return [day(1), day(2)].flatMap((at, turn) =>
    Array.from({ length: count }, (_, index) =>
      measuredAt(at, `m${index}`, index % 3 === 1 ? null : 80 + turn, index % 3 === 2 ? null : 10 + index + turn),
    ),
  );
}

const count = (page: string, text: string) => page.split(text).length - 1;

describe("the page", () => {
  it("says so when nothing is measured", () => {
    const page = trendsPage(inputOf([], ["a", "b"]));
    expect(page).toContain("Nothing was measured yet");
    expect(page).toContain("<li>a</li><li>b</li>");
    expect(page).not.toContain("<svg");
  });

  it.each([
    [1, 2],
    [14, 19],
  ])("has a part for each of %i modules, with a chart for each thing that was measured", (modules, charts) => {
    const page = trendsPage(inputOf(modulesOf(modules)));
    expect(count(page, "<article>")).toBe(modules);
    expect(count(page, "<svg")).toBe(charts);
    expect(count(page, "<article>")).toBe(count(page, "</article>"));
  });

  it("is the same bytes whenever it is made", () => {
    const runs = modulesOf(3);
    expect(trendsPage(inputOf(runs))).toBe(trendsPage(inputOf(runs)));
  });

  it("asks for no other file and runs nothing", () => {
    const page = trendsPage(inputOf(modulesOf(3)));
    expect(page).not.toMatch(/<script|<link|<iframe|<object|<base|\son\w+=|url\(|@import|https?:|style=| id=/i);
    expect(page).toMatch(
      /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-[\w+/=]{44}&#39;;/,
    );
  });

  it("takes no name for markup", () => {
    const page = trendsPage(inputOf([measuredAt(day(1), NASTY, 80, 5)], [NASTY]));
    expect(page).not.toContain("<script");
    expect(page).not.toContain("<img");
    expect(page).not.toContain("\u202e");
    expect(
      count(page, "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp; &lt;img src=x onerror=alert(1)&gt;"),
    ).toBe(2);
  });

  it("puts what has become slower first, and says by how much", () => {
    const days = Array.from({ length: 23 }, (_, index) => day(index + 1));
    const runs = days.flatMap((at, index) => [
      measuredAt(at, "a", null, 10),
      measuredAt(at, "z", null, index < 20 ? 10 : 13),
    ]);
    const page = trendsPage(inputOf(runs));
    expect(page.indexOf("<h3>z</h3>")).toBeLessThan(page.indexOf("<h3>a</h3>"));
    expect(page).toContain("<b>z</b> +30 %, 5 to 6.5 ms, since 2026-11-21 in 3 measurements");
    expect(count(page, 'stroke="var(--regression)"')).toBe(1);
  });

  it("draws a line of its own for each environment", () => {
    const elsewhere = { latency_p95_ms: 12, env_fingerprint: "laptop" };
    const runs = [1, 2, 3].map((date) => measuredAt(day(date), "a", null, 10 + date));

    const page = trendsPage(inputOf([...runs, runOf(day(4), "a", { "/performance/observed": elsewhere })]));
    expect(page).not.toContain("p95 −");
    expect(page).not.toContain("p95 +");

    expect(/<path d="(M[^"]*)" fill="none" stroke="var\(--p95\)"/.exec(page)?.[1]?.match(/L/g)).toHaveLength(2);
  });

  it("tells how far it is", () => {
    const told: string[] = [];
    trendsPage(inputOf(modulesOf(3)), (done, total) => told.push(`${done}/${total}`));
    expect(told).toEqual(["0/3", "1/3", "2/3"]);
  });
});
