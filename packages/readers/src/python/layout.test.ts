import { describe, expect, it } from "vitest";
import { read, shown } from "./test-package.ts";

const A = "def f():\n    pass\n";

describe("the package of a module", () => {
  it("of a namespace without `__init__.py` says which setting places it, and is found with it", async () => {
    const files = {
      "ns/acme/billing/__init__.py": A,
      "ns/acme/orders/__init__.py": "from ..billing import f\n__all__ = ['f']\n",
    };
    const found = await read(files, "ns/acme/orders");
    expect(shown(found)).toEqual({ f: "missing ..billing, above pythonRoots" });
    const placed = await read(files, "ns/acme/orders", { roots: ["ns"] });
    expect(placed?.place.name).toBe("acme.orders");
    expect(shown(placed)).toEqual({ f: "function ns/acme/billing/__init__.py#L1" });
  });

  it("leaves nested modules to themselves", async () => {
    const files = { "svc/lib/__init__.py": `${A}x = (\n`, "lib/src/__init__.py": A, "lib/src/a/__init__.py": A };
    expect(await read(files, "svc", { moduleFolders: ["svc", "svc/lib"] })).toBeUndefined();
    expect(await read(files, "lib", { moduleFolders: ["lib", "lib/src"] })).toBeUndefined();
    const beside = { "svc/lib/__init__.py": A, "svc/own/__init__.py": A };
    expect((await read(beside, "svc", { moduleFolders: ["svc", "svc/lib"] }))?.place.name).toBe("own");
    expect((await read({ "lib/__init__.py": A }, "", { moduleFolders: ["", "lib"] }))?.place).toBeUndefined();
  });
});
