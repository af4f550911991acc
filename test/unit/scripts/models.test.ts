import { describe, expect, test } from "vitest";
import { chosenModels, modelVariables } from "../../../scripts/aidevos/models.ts";

describe("the models of a cloud", () => {
  const near = "openai:small@http://127.0.0.1:1/v1";
  const far = "bedrock:amazon.nova-pro-v1:0";

  test.each<[string, string | undefined, string[], object]>([
    ["cdk.json's, where nothing is said", undefined, [], { default: "offline" }],
    ["the variable's", near, [], { default: near }],
    ["the variable's, for one role", `architect=${near}`, [], { default: "offline", architect: near }],
    ["the variable's, for several", `${near}, tester=${far}`, [], { default: near, tester: far }],
    ["the option's before the variable's", `${near} tester=${far}`, [far], { default: far }],
    [
      "both, for different roles",
      `tester=${far}`,
      [`architect=${near}`],
      { default: "offline", tester: far, architect: near },
    ],
  ])("are %s", (_, variable, options, expected) => {
    expect(chosenModels(options, variable === undefined ? {} : { AIDEVOS_MODEL: variable })).toEqual(
      expected,
    );
  });

  test.each([
    ["poet=offline", /poet/],
    ["architect=gpt", /architect|must be "offline"/],
  ])("%s is a wrong usage", (option, message) => {
    expect(() => chosenModels([option], {})).toThrow(message);
  });

  test("need nothing of the environment when they are offline", () => {
    expect(modelVariables({ default: "offline" }, { OPENAI_API_KEY: "k", AWS_ACCESS_KEY_ID: "a" })).toEqual(
      {},
    );
  });

  test("get the way to Bedrock under names that the local cloud has not taken", () => {
    const environment = {
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "s",
      AIDEVOS_MODEL_KEY: "k",
      UNRELATED: "x",
    };
    expect(modelVariables({ default: far }, environment)).toEqual({
      AIDEVOS_MODEL_KEY: "k",
      BEDROCK_REGION: "eu-central-1",
      BEDROCK_ENDPOINT: "https://bedrock-runtime.eu-central-1.amazonaws.com",
      BEDROCK_ACCESS_KEY_ID: "a",
      BEDROCK_SECRET_ACCESS_KEY: "s",
    });
    expect(() => modelVariables({ default: far }, {})).toThrow(/set AWS_REGION/);
  });
});
