import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trendsPage } from "./page.ts";
import { collectSeries, type RecordedRun } from "./series.ts";
import { inspectPage } from "./test-inspect.ts";
import { day, runOf } from "./test-input.ts";
import { judgeSeries } from "./verdict.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);
const FLAGS = [
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const SCREENSHOTS = join(import.meta.dirname, "../../../.test-artifacts/trends");
const LONG = `a.module/with-a-name-that-is-as-long-as-people-make-them-when-nobody-stops-them/${"x".repeat(120)}`;

const HEIGHT = 1800;
const VIEWS = [
  [1280, "light"],
  [1280, "dark"],
  [390, "light"],
  [390, "dark"],
] as const;

/** Modules of every kind: with both figures, with one of them, with a name that does not fit, slower since lately, and in two environments. */
function runsOf(modules: number): RecordedRun[] {
  const days = modules > 100 ? [1, 2] : Array.from({ length: 24 }, (_, index) => index + 1);
  return days.flatMap((date) =>
    Array.from({ length: modules }, (_, index) => {
      const at = day(date);
      const p50 = (5 + index * 7) * (1 + (date % 4) / 100) * (index === 0 && date > 20 ? 1.4 : 1);
      const observed = {
        latency_p50_ms: p50,
        latency_p95_ms: p50 * 1.3,
        env_fingerprint: index === 3 && date < 9 ? "laptop" : "ci",
        observed_at: at,
      };
      return runOf(at, index === 5 ? LONG : `module${index}`, {
        ...(index % 4 === 1 && index <= 60
          ? {}
          : { "/testing/coverage_observed": Math.min(100, 55 + index + date / 2) }),
        ...(index % 4 === 2 || index > 60 ? {} : { "/performance/observed": observed }),
      });
    }),
  );
}

function pageOf(modules: number): string {
  const series = collectSeries(runsOf(modules));
  const verdicts = series.flatMap(({ module, bench }) => {
    const verdict = judgeSeries(bench);
    return verdict === undefined ? [] : [{ module, ...verdict }];
  });
  return trendsPage({ series, verdicts, unmeasured: modules === 1 ? [] : ["docs", LONG] });
}

/** A picture of the page in one width and scheme, for people, and what is wrong with it. */
async function view(
  page: Page,
  { modules, width, colorScheme }: { modules: number; width: number; colorScheme: "light" | "dark" },
) {
  await page.setViewportSize({ width, height: HEIGHT });
  await page.emulateMedia({ colorScheme });
  await page.screenshot({
    path: join(SCREENSHOTS, `${modules}-${width}-${colorScheme}.png`),
  });
  return { colorScheme, ...(await page.evaluate(inspectPage)) };
}

describe.skipIf(CHROMIUM === undefined)("the page in Chromium (skipped where there is none)", () => {
  let folder: string;
  let browser: Browser;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "t4-page-"));
    await mkdir(SCREENSHOTS, { recursive: true });
    browser = await chromium.launch({ executablePath: CHROMIUM ?? "", chromiumSandbox: false, args: FLAGS });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens the page of so many modules and shows it in both widths and both schemes; what it says and asks for meanwhile is told too. */
  async function show(modules: number) {
    const file = join(folder, `${modules}.html`);
    await writeFile(file, pageOf(modules));
    const context = await browser.newContext();
    const page = await context.newPage();
    const said: string[] = [];
    const asked: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    const views = [];
    for (const [width, colorScheme] of modules < 100 ? VIEWS : VIEWS.slice(1, 3))
      views.push(await view(page, { modules, width, colorScheme }));
    await context.close();
    return { views, said, asked: asked.filter((url) => !url.endsWith(`/${modules}.html`)) };
  }

  it.each([
    [0, 0],
    [1, 2],
    [14, 21],
    [500, 531],
  ])(
    "shows %i modules whole and legible at 1280 and 390 pixels, in light and dark, and asks for nothing",
    async (modules, charts) => {
      const { views, said, asked } = await show(modules);
      expect(said).toEqual([]);
      expect(asked).toEqual([]);
      for (const { colorScheme, lines, background, ...seen } of views) {
        expect(seen).toEqual({ articles: modules, charts, sideways: 0, stickOut: 0, flat: 0, tiny: [], faint: [] });
        expect(background).toBe(colorScheme === "light" ? "rgb(246, 247, 249)" : "rgb(15, 19, 24)");
        if (modules > 0) expect(lines).toContain(colorScheme === "light" ? "rgb(31, 95, 191)" : "rgb(122, 176, 255)");
      }
    },
    60_000,
  );
});
