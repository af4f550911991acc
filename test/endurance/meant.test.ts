import { describe, test } from "vitest";
import { expectMeant } from "../integration/difference/expect-meant.ts";
import { otherKinds } from "../integration/difference/library.ts";

// One of each family is tried in test/integration/difference.
describe("what is meant by a change", () => {
  test.each(otherKinds)(
    "$name: takes all that it brings, and no fault beside it",
    { timeout: 240_000 },
    expectMeant,
  );
});
