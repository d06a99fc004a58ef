import { expect, it } from "vitest";
import { resolveTarget } from "./resolve-target.ts";

const FROM = "billing/docs/a.md";

it.each([
  ["b.md", "billing/docs/b.md", undefined],
  ["../b.md#c", "billing/b.md", "c"],
  ["./b/", "billing/docs/b", undefined],
  ["/b.md", "b.md", undefined],
  ["../..", "", undefined],
  ["/", "", undefined],
  ["#c%20d", FROM, "c d"],
  ["b%20c.md?plain=1#L3", "billing/docs/b c.md", "L3"],
  ["100%.md", "billing/docs/100%.md", undefined],
  ["../../../b.md", undefined, undefined],
  ["/../b.md", undefined, undefined],
  ["%2e%2e/%2e%2e/%2e%2e/b.md", undefined, undefined],
])("%s leads to %s", (target, path, anchor) => {
  expect(resolveTarget(target, FROM)).toEqual({ path, anchor });
});

it.each(["https://a.b/c.md", "mailto:a@b", "data:,x", "//a.b/c.md", "#", "?x"])("%s leads into no file", (target) => {
  expect(resolveTarget(target, FROM)).toBeUndefined();
});
