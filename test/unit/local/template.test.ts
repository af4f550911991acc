import { describe, expect, test } from "vitest";
import { parseTemplate, type Stack } from "../../../local/template/assembly.ts";
import { evaluateStacks } from "../../../local/template/evaluate.ts";

const sub = (text: string) => text.replaceAll("{", "${");

function stack(name: string, template: unknown): Stack {
  return { name, template: parseTemplate(template, name), assets: new Map() };
}

/** Evaluates values as the outputs of a stack that has a table, a machine and a parameter. */
function evaluate(value: unknown, extra: object = {}) {
  const template = {
    Parameters: { Stage: { Type: "String", Default: "test" }, Empty: { Type: "String" } },
    Mappings: { Sizes: { test: { memory: 128 } } },
    Conditions: {
      IsTest: { "Fn::Equals": [{ Ref: "Stage" }, "test"] },
      IsOther: { "Fn::Not": [{ Condition: "IsTest" }] },
      Both: { "Fn::And": [{ Condition: "IsTest" }, { Condition: "IsOther" }] },
      Either: { "Fn::Or": [{ Condition: "IsTest" }, { Condition: "IsOther" }] },
    },
    Resources: {
      Table: { Type: "AWS::DynamoDB::Table" },
      Machine: { Type: "AWS::StepFunctions::StateMachine", Properties: { StateMachineName: "Develop" } },
      Absent: { Type: "AWS::Events::EventBus", Condition: "IsOther" },
      Subject: { Type: "AWS::Events::Rule", Properties: { Value: value } },
      ...extra,
    },
  };
  const [evaluated] = evaluateStacks([stack("Main", template)]);
  return evaluated?.resources.find(({ logicalId }) => logicalId === "Subject")?.properties.Value;
}

describe("intrinsic functions", () => {
  test.each([
    ["Ref to a parameter", { Ref: "Stage" }, "test"],
    ["Ref to a table gives its name", { Ref: "Table" }, "Main-Table"],
    [
      "Ref to a machine gives its ARN",
      { Ref: "Machine" },
      "arn:aws:states:us-east-1:000000000000:stateMachine:Develop",
    ],
    ["Ref to a pseudo parameter", { Ref: "AWS::AccountId" }, "000000000000"],
    ["Ref to the stack's name", { Ref: "AWS::StackName" }, "Main"],
    [
      "GetAtt of a list",
      { "Fn::GetAtt": ["Table", "Arn"] },
      "arn:aws:dynamodb:us-east-1:000000000000:table/Main-Table",
    ],
    ["GetAtt of a text", { "Fn::GetAtt": "Machine.Name" }, "Develop"],
    ["Join", { "Fn::Join": ["-", ["a", { Ref: "Stage" }, 1]] }, "a-test-1"],
    [
      "Sub",
      { "Fn::Sub": sub("{Stage}/{Machine.Name}/{!Literal}/{AWS::Region}") },
      sub("test/Develop/{Literal}/us-east-1"),
    ],
    [
      "Sub with its own variables",
      { "Fn::Sub": [sub("{Own} {Stage}"), { Own: { Ref: "Table" } }] },
      "Main-Table test",
    ],
    ["Select", { "Fn::Select": ["1", ["a", { Ref: "Stage" }]] }, "test"],
    ["Split", { "Fn::Select": [2, { "Fn::Split": [":", "a:b:c"] }] }, "c"],
    ["If", { "Fn::If": ["IsTest", "yes", "no"] }, "yes"],
    ["If by And", { "Fn::If": ["Both", "yes", "no"] }, "no"],
    ["If by Or", { "Fn::If": ["Either", "yes", "no"] }, "yes"],
    ["FindInMap", { "Fn::FindInMap": ["Sizes", { Ref: "Stage" }, "memory"] }, 128],
    ["Base64", { "Fn::Base64": "hello" }, "aGVsbG8="],
    [
      "NoValue in lists and objects",
      { a: [1, { Ref: "AWS::NoValue" }], b: { Ref: "AWS::NoValue" } },
      { a: [1] },
    ],
    ["an object that only looks like one", { Ref: "Stage", Other: 1 }, { Ref: "Stage", Other: 1 }],
  ])("%s", (_name, value, expected) => {
    expect(evaluate(value)).toEqual(expected);
  });

  test.each([
    ["an unknown function", { "Fn::Transform": {} }, "does not know Fn::Transform"],
    ["a reference to nothing", { Ref: "Nothing" }, "no resource or parameter Nothing"],
    [
      "a resource whose condition is false",
      { Ref: "Absent" },
      "Absent does not exist: its condition IsOther is false",
    ],
    ["an unknown attribute", { "Fn::GetAtt": ["Table", "StreamArn"] }, "attribute StreamArn of Table"],
    ["a parameter without a value", { Ref: "Empty" }, "Parameter Empty of stack Main has no value"],
    ["a dynamic reference", "{{resolve:secretsmanager:a}}", "Dynamic references are not known"],
    ["an import of nothing", { "Fn::ImportValue": "nothing" }, 'No stack of the assembly exports "nothing"'],
  ])("%s is an error that says where", (_name, value, message) => {
    expect(() => evaluate(value)).toThrow(message);
    expect(() => evaluate(value)).toThrow("Main, Subject (AWS::Events::Rule): ");
  });

  test("a name that depends on itself is an error", () => {
    const circle = (other: string) => ({
      Type: "AWS::Events::EventBus",
      Properties: { Name: { Ref: other } },
    });
    expect(() => evaluate(1, { One: circle("Two"), Two: circle("One") })).toThrow("depends on itself");
  });
});

describe("stacks", () => {
  test("import what another one exports, whichever comes first", () => {
    const importing = {
      Resources: {
        Rule: { Type: "AWS::Events::Rule", Properties: { EventBusName: { "Fn::ImportValue": "bus" } } },
      },
    };
    const exporting = {
      Resources: { Bus: { Type: "AWS::Events::EventBus" } },
      Outputs: { Bus: { Value: { Ref: "Bus" }, Export: { Name: "bus" } } },
    };
    const [first, second] = evaluateStacks([stack("First", importing), stack("Second", exporting)]);
    expect(first?.resources[0]?.properties).toEqual({ EventBusName: "Second-Bus" });
    expect(second?.outputs).toEqual({ Bus: "Second-Bus" });
  });

  test("with a resource type that is not known are refused by logical id, type and what to do", () => {
    const template = { Resources: { Stream: { Type: "AWS::Kinesis::Stream" } } };
    expect(() => evaluateStacks([stack("Main", template)])).toThrow(
      /does not know AWS::Kinesis::Stream, the type of Stream in stack Main: leave the resource out, or teach it/,
    );
  });

  test("give long names the same shortened form every time", () => {
    const template = { Resources: { [`Function${"x".repeat(80)}`]: { Type: "AWS::Lambda::Function" } } };
    const name = () => evaluateStacks([stack("Main", template)])[0]?.resources[0]?.name;
    expect(name()).toHaveLength(64);
    expect(name()).toBe(name());
  });

  test("take the parameters that are passed", () => {
    const template = {
      Parameters: { Url: { Type: "String", Default: "" } },
      Outputs: { Url: { Value: { Ref: "Url" } } },
    };
    expect(evaluateStacks([stack("Main", template)], { Url: "http://here" })[0]?.outputs).toEqual({
      Url: "http://here",
    });
  });

  test("of a shape that CloudFormation does not give are refused", () => {
    expect(() => parseTemplate({ Resources: { Bus: {} } }, "broken.json")).toThrow(
      /broken\.json has not the shape/,
    );
  });
});
