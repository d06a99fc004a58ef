import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { emptyWorkspace } from "@t4/testkit";
import { expect, it } from "vitest";
import { wayFrom } from "./way-from.ts";

it("leads from the checkout to the workspace, whichever links either is named by", async () => {
  await using place = await emptyWorkspace();
  const [checkout, link] = [join(place.root, "checkout"), join(place.root, "link")];
  const inside = join(checkout, "a/..b");
  await mkdir(inside, { recursive: true });
  await symlink(checkout, link);
  expect(wayFrom(checkout, inside)).toBe("a/..b/");
  expect(wayFrom(link, inside)).toBe("a/..b/");
  expect(wayFrom(checkout, join(link, "a"))).toBe("a/");
  expect(wayFrom(join(checkout, "a"), inside)).toBe("..b/");
  for (const elsewhere of [undefined, "", inside, join(place.root, "none")]) {
    expect(wayFrom(elsewhere, join(link, "a"))).toBe("");
  }
  expect(wayFrom(link, checkout)).toBe("");
});
