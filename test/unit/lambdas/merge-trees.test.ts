import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeTrees } from "../../../lambdas/merge/merge-trees.ts";

const lines = (...texts: string[]) => `${texts.join("\n")}\n`;
const at = (text: string | undefined) => new Map(text === undefined ? [] : [["a.ts", text]]);
const merge = (base: string | undefined, theirs: string | undefined, generated: string | undefined) =>
  mergeTrees({ base: at(base), theirs: at(theirs), generated: at(generated) });

describe("a file", () => {
  const base = lines("one", "two", "three", "four", "five");

  test("that both change in different places has both changes", () => {
    const { merged, conflicts } = merge(base, base.replace("one", "ONE"), base.replace("five", "FIVE"));
    expect(merged.get("a.ts")).toBe(lines("ONE", "two", "three", "four", "FIVE"));
    expect(conflicts).toEqual([]);
  });

  test("that both change alike has the change once", () => {
    const changed = base.replace("two", "TWO");
    expect(merge(base, changed, changed)).toEqual({ merged: at(changed), conflicts: [] });
  });

  test("whose same lines both change otherwise stands as it stood, and is named with its lines", () => {
    const theirs = base.replace("two", "zwei");
    const { merged, conflicts } = merge(
      base,
      theirs,
      lines("zero", ...base.replace("two", "deux").trim().split("\n")),
    );
    expect(merged).toEqual(at(theirs));
    expect(conflicts).toEqual([{ path: "a.ts", text: "line 2 (generated: line 3)" }]);
  });

  test.each([
    ["that only they add stays", undefined, "x", undefined, "x"],
    ["that only is generated comes", undefined, undefined, "x", "x"],
    ["that they take away stays away", "x", undefined, "x", undefined],
    ["that is not generated any more goes", "x", "x", undefined, undefined],
    ["that is generated otherwise is so", "x", "x", "y", "y"],
  ])("%s", (_name, before, theirs, generated, expected) => {
    expect(merge(before, theirs, generated)).toEqual({ merged: at(expected), conflicts: [] });
  });

  test.each([
    ["is gone, and generated otherwise", "x", undefined, "y"],
    ["is changed, and not generated any more", "x", "y", undefined],
  ])("that %s is a conflict", (text, before, theirs, generated) => {
    expect(merge(before, theirs, generated)).toEqual({
      merged: at(theirs),
      conflicts: [{ path: "a.ts", text }],
    });
  });
});

test("whoever has changed nothing changes nothing", () => {
  const tree = fc.dictionary(
    fc.constantFrom("a", "b", "c"),
    fc.array(fc.constantFrom("x", "y", "z")).map((all) => all.join("\n")),
  );
  fc.assert(
    fc.property(tree, tree, (one, other) => {
      const [base, changed] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
      const both = [
        mergeTrees({ base, theirs: changed, generated: base }),
        mergeTrees({ base, theirs: base, generated: changed }),
      ];
      for (const { merged, conflicts } of both) {
        expect(Object.fromEntries(merged)).toEqual(other);
        expect(conflicts).toEqual([]);
      }
    }),
  );
});
