import { describe, expect, test } from "vitest";
import { DefinitionError, parseDefinition } from "../../../local/stepfunctions/definition.ts";
import type { Json, JsonObject } from "../../../local/stepfunctions/json.ts";
import { machineOf } from "../../../local/stepfunctions/machine.ts";
import { functionArn, machine, run } from "./machines.ts";

const end = { Type: "Succeed" };
const task = { Type: "Task", Resource: functionArn, End: true };
const map = (more: { [field: string]: Json }) => ({
  Type: "Map",
  End: true,
  ItemProcessor: { StartAt: "In", States: { In: end } },
  ...more,
});

describe("refused", () => {
  test.each<[string, JsonObject, RegExp]>([
    ["an unknown type", machine({ A: { Type: "Jump" } }), /Invalid .* at \/States\/A\/Type/],
    ["an unknown field", machine({ A: { Type: "Succeed", Outptu: 1 } }), /Outptu.* at \/States\/A/],
    [
      "a missing target",
      machine({ A: { Type: "Pass", Next: "B" } }),
      /missing state 'B' at \/States\/A\/Next/,
    ],
    ["a missing start", machine({ A: end }, { StartAt: "B" }), /missing state 'B' at \/StartAt/],
    ["no way on", machine({ A: { Type: "Pass" } }), /exactly one of 'Next' and 'End'/],
    ["JSONPath's fields", machine({ A: { Type: "Pass", ResultPath: "$.a", End: true } }), /ResultPath/],
    [
      "a JSONPath state",
      machine({ A: { ...end, QueryLanguage: "JSONPath" } }),
      /cannot have a state in JSONPath/,
    ],
    [
      "JSONPath by default",
      { StartAt: "A", States: { A: { Type: "Pass", Assign: { "a.$": "$" }, End: true } } },
      /JSONata/,
    ],
    [
      "Credentials without a role",
      machine({ A: { ...task, Credentials: {} } }),
      /'RoleArn' is required but was missing at \/States\/A\/Credentials'/,
    ],
    ["the distributed Map", machine({ A: map({ ItemReader: {} }) }), /distributed Map/],
    ["a batcher", machine({ A: map({ ItemBatcher: {} }) }), /distributed Map/],
    [
      "a Wait for nothing",
      machine({ A: { Type: "Wait", End: true } }),
      /exactly one of 'Seconds' and 'Timestamp'/,
    ],
    [
      "a bad inner state",
      machine({ A: map({ ItemProcessor: { StartAt: "B", States: {} } }) }),
      /ItemProcessor\/StartAt/,
    ],
  ])("%s", (_, definition, message) => {
    expect(() => parseDefinition(definition)).toThrow(DefinitionError);
    expect(() => parseDefinition(definition)).toThrow(message);
  });

  test("text that is no JSON", () => {
    expect(() => parseDefinition("{")).toThrow(/The definition is not JSON/);
  });

  test("an expression that does not parse, with its state", () => {
    const definition = parseDefinition(machine({ A: { Type: "Pass", Output: "{% 1 + %}", End: true } }));
    expect(() => machineOf(definition)).toThrow(/A JSONata expression is not valid: .* at \/States\/A/);
  });
});

describe("the service's JSONata", () => {
  const compile = (Output: string) =>
    machineOf(parseDefinition(machine({ A: { Type: "Pass", Output, End: true } })));

  test.each(["{% $a ?? 1 %}", "{% [1, {'b': $a ?: 2}] %}"])("%s is newer than it", (Output) => {
    expect(() => compile(Output)).toThrow("are newer than the service's JSONata 2.0.6");
  });

  test.each(["{% $exists($a) ? $a : 1 %}", "{% $a ? $a : 1 %}", "{% $match('a', /(?:a)/) ? '??' : '?:' %}"])(
    "%s is in it",
    (Output) => {
      expect(() => compile(Output)).not.toThrow();
    },
  );
});

describe("accepted", () => {
  test("a definition as text", async () => {
    expect(parseDefinition(JSON.stringify(machine({ A: end }))).startAt).toBe("A");
  });

  test("a state that says JSONata for itself, beside one that is the same in both languages", async () => {
    const { outcome } = await run({
      StartAt: "A",
      States: {
        A: { Type: "Pass", QueryLanguage: "JSONata", Output: "{% 1 + 1 %}", Next: "B" },
        B: { Type: "Pass", End: true },
      },
    });
    expect(outcome.output).toBe(2);
  });

  test("a machine is compiled once", () => {
    const definition = parseDefinition(machine({ A: end }));
    expect(machineOf(definition)).toBe(machineOf(definition));
  });
});
