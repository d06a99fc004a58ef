import { describe, expect, it } from "vitest";
import { parseListing } from "./list-git.ts";

const ID = "a".repeat(40);
const listing = (...entries: (string | Buffer)[]) =>
  parseListing(Buffer.concat(entries.flatMap((entry) => [Buffer.from(entry), Buffer.from([0])])));

describe("parseListing", () => {
  it("takes what is in the index and what is not, each once, and says what may be a link", () => {
    const conflict = [1, 2, 3].map((stage) => `M 100644 ${ID} ${stage}\tboth sides.py`);
    expect(listing(`H 100644 ${ID} 0\ta b/é.py`, `H 120000 ${ID} 0\tlink`, "? new\tname.py", ...conflict)).toEqual({
      paths: ["a b/é.py", "link", "new\tname.py", "both sides.py"],
      links: ["link", "new\tname.py"],
      leftOut: [],
    });
  });

  it("leaves out deleted files, submodules and other repositories, and sets aside what is outside a sparse checkout", () => {
    const gone = `100644 ${ID} 0\tgone.py`;
    const sub = `H 160000 ${ID} 0\tsub`;
    const outside = [`S 100644 ${ID} 0\tsparse.py`, `S 160000 ${ID} 0\tsparse sub`];
    const listed = listing(`H ${gone}`, `R ${gone}`, sub, "? other/", ...outside);
    expect(listed).toEqual({ paths: [], links: [], leftOut: ["sparse.py"] });
  });

  it("takes an untracked name that looks like an entry of the index for a name", () => {
    expect(listing(`? H 160000 ${ID} 0\tx`).paths).toEqual([`H 160000 ${ID} 0\tx`]);
  });

  it("reads an empty listing and one that is cut off", () => {
    expect(parseListing(Buffer.alloc(0)).paths).toEqual([]);
    expect(parseListing(Buffer.from("? a\0? b")).paths).toEqual(["a", "b"]);
  });
});
