import { expect, test } from "vitest";
import { fillOf } from "../../../shared/compiler/fill.ts";
import { inputModel } from "../../../shared/compiler/model.ts";
import { newField } from "../../../shared/spec/phrases/field-type.ts";

test.each([
  [{ type: "json" as const, default: "x" }, '"x"'],
  [{ type: "json" as const, default: true }, "true"],
  [{ type: "json" as const, default: 5 }, "5"],
  [{ type: "boolean" as const, default: true }, 1],
  [{ type: "string" as const, default: "x" }, "x"],
  [{ type: "list" as const, items: { type: "string" as const, unique: false }, default: ["x"] }, '["x"]'],
])("a row that was stored without %j has what SQLite keeps of it", (said, kept) => {
  expect(fillOf(inputModel(newField("field", [said]), []))).toEqual(kept);
});
