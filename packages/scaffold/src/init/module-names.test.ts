import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameModules } from "./module-names.ts";

const SEED = 20_261_121;

function names(given: Record<string, string>, taken: string[] = []): Record<string, string> {
  const modules = Object.entries(given).map(([folder, name]) => ({ folder, name }));
  return Object.fromEntries(nameModules(modules, taken));
}

describe("nameModules", () => {
  it("takes the name that a module comes with, in letters that every part of T4 takes", () => {
    expect(
      names({ "src/billing": "billing", "packages/x": "@acme/react-dom", c: "socket.io", d: "größe", e: "2fa" }),
    ).toEqual({
      "src/billing": "billing",
      "packages/x": "react_dom",
      c: "socket.io",
      d: "gro_e",
      e: "_2fa",
    });
    expect(names({ "a/_private": "_private", "a/b c": " b c- " })).toEqual({
      "a/_private": "_private",
      "a/b c": "b_c",
    });
  });

  it("tells modules of one name apart by scope, then by path, whichever comes first", () => {
    expect(names({ "a/core": "@x/core", "b/core": "@y/core" })).toEqual({ "a/core": "x.core", "b/core": "y.core" });
    expect(names({ "libs/pay": "pay", "services/pay": "pay" })).toEqual({
      "libs/pay": "libs.pay",
      "services/pay": "services.pay",
    });
    expect(names({ "a/x/pay": "pay", "b/x/pay": "pay" })).toEqual({ "a/x/pay": "a.x.pay", "b/x/pay": "b.x.pay" });
    expect(names({ "new/pay": "pay" }, ["pay"])).toEqual({ "new/pay": "new.pay" });
  });

  it("takes a single letter for a name", () => {
    expect(names({ "src/a": "a", "src/b": "b", "packages/c": "@acme/c" })).toEqual({
      "src/a": "a",
      "src/b": "b",
      "packages/c": "c",
    });
    expect(names({ "libs/a": "a", "apps/a": "a" })).toEqual({ "libs/a": "libs.a", "apps/a": "apps.a" });
  });

  it("takes src into a name only where nothing else tells modules apart", () => {
    expect(names({ "shop/src/core": "core", "cart/src/core": "core" })).toEqual({
      "shop/src/core": "shop.core",
      "cart/src/core": "cart.core",
    });
    expect(names({ "shop/src/core": "core" }, ["core"])).toEqual({ "shop/src/core": "shop.core" });
    expect(names({ "src/core": "core" }, ["core"])).toEqual({ "src/core": "src.core" });
    expect(names({ "a/b/src/core": "core" }, ["core", "b.core", "a.b.core"])).toEqual({ "a/b/src/core": "src.core" });
    expect(names({ src: "src", "shop/src": "src" })["shop/src"]).toBe("shop.src");
  });

  it("has a name also for what no letter is left of", () => {
    const [one, other, single] = Object.values(names({ 日本: "日本", "a b": "a b", "a-b": "a-b" })).sort();
    expect(one).toMatch(/^a_b_[0-9a-f]{12}$/);
    expect(other).toMatch(/^a_b_[0-9a-f]{12}$/);
    expect(single).toMatch(/^module_[0-9a-f]{12}$/);
    expect(Object.values(names({ _: "_" }))[0]).toMatch(/^__[0-9a-f]{12}$/);
    // As docs/runbooks/adopting.md has them.
    for (const name of Object.values(names({ "x-y": "x-y", x_y: "x_y" }))) expect(name).toMatch(/^x_y_[0-9a-f]{12}$/);
  });

  it(`gives each a name of its own, in whatever order they come (seed ${SEED})`, () => {
    const word = fc.constantFrom("a", "pay", "pay-", "Pay", "日", "core", "x y", "1", "..", "_");
    const module = fc
      .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), fc.option(fc.tuple(word, word), { nil: undefined }))
      .map(([folder, scoped]) => ({
        folder: folder.join("/"),
        name: scoped === undefined ? folder.at(-1)! : `@${scoped.join("/")}`,
      }));
    const modules = fc.uniqueArray(module, { selector: ({ folder }) => folder, maxLength: 12 });
    fc.assert(
      fc.property(modules, fc.array(word), (given, taken) => {
        const named = nameModules(given, taken);
        const all = given.map(({ folder }) => named.get(folder)!);
        expect(new Set(all).size).toBe(given.length);
        for (const name of all) expect(name).toMatch(/^(?:[a-zA-Z]|[a-zA-Z_][\w.]+)$/);
        expect(taken.filter((name) => all.includes(name))).toEqual([]);
        expect(new Map([...nameModules([...given].reverse(), taken)].sort())).toEqual(new Map([...named].sort()));
      }),
      { seed: SEED },
    );
  });
});
