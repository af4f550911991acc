import { expect, test } from "vitest";
import { inputs } from "../../../scripts/aidevos/assemblies.ts";
import { toolboxInputs } from "../../../scripts/toolbox/inputs.ts";

test("whatever services are built with is made anew when it changes: the kit, too", () => {
  expect(inputs).toEqual(expect.arrayContaining([...toolboxInputs]));
  expect(inputs).toContain("kit");
});
