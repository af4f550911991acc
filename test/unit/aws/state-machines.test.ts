import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import validate from "asl-validator";
import { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import {
  agentFolder,
  agentNames,
  collectFolder,
  scaleFolder,
  webhookFolder,
} from "../../../infra/aws/agents.ts";
import { placeholders } from "../../../infra/aws/constructs/pipeline.ts";
import { stacks } from "./templates.ts";

const root = resolve(import.meta.dirname, "../../..");
const folder = join(root, "statemachines");

const State = z.looseObject({
  Type: z.string(),
  Resource: z.string().optional(),
  Arguments: z.looseObject({ FunctionName: z.string().optional() }).optional(),
  TimeoutSeconds: z.number().optional(),
  Retry: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), JitterStrategy: z.string() })).optional(),
  Catch: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), Next: z.string() })).optional(),
  Default: z.string().optional(),
  get ItemProcessor() {
    return Machine.optional();
  },
  get Branches() {
    return z.array(Machine).optional();
  },
});
const Machine = z.looseObject({
  get States() {
    return z.record(z.string(), State);
  },
});
type State = z.infer<typeof State>;

interface Found {
  name: string;
  state: State;
  /** Caught where it fails, or where the Map or Parallel around it fails. */
  caught: boolean;
}

function statesOf(machine: z.infer<typeof Machine>, caughtAround = false): Found[] {
  return Object.entries(machine.States).flatMap(([name, state]) => {
    const caught =
      caughtAround || (state.Catch ?? []).some(({ ErrorEquals }) => ErrorEquals.includes("States.ALL"));
    const inner = [...(state.Branches ?? []), ...(state.ItemProcessor ? [state.ItemProcessor] : [])];
    return [{ name, state, caught }, ...inner.flatMap((machine) => statesOf(machine, caught))];
  });
}

const Deployed = z.object({ Properties: z.object({ DefinitionString: z.string() }) });

/** The definitions as they are deployed, with what the construct puts into them. */
const deployed = Object.entries(
  Template.fromStack(stacks().pipelines).findResources("AWS::StepFunctions::StateMachine"),
).map(([id, resource]) => {
  const text = Deployed.parse(resource).Properties.DefinitionString;
  const definition = z
    .looseObject({ TimeoutSeconds: z.number(), States: z.unknown() })
    .parse(JSON.parse(text));
  return {
    name: id.replace(/StateMachine.*$/, "").toLowerCase(),
    text,
    definition,
    states: statesOf(Machine.parse(definition)),
  };
});

const files = readdirSync(folder).filter((name) => name.endsWith(".asl.json"));

test("every definition is deployed", () => {
  expect(deployed.map(({ name }) => `${name}.asl.json`).sort()).toEqual(files.sort());
});

describe.each(deployed)("$name", ({ text, definition, states }) => {
  const tasks = states.filter(({ state }) => state.Type === "Task");

  test("is valid Amazon States Language and ends in time", () => {
    expect(validate(definition).errors).toEqual([]);
    expect(definition.TimeoutSeconds).toBeGreaterThan(0);
  });

  test.each(tasks)("$name stands for the function of its name, in a time limit", ({ name, state }) => {
    const waits = state.Resource === "arn:aws:states:::lambda:invoke.waitForTaskToken";
    expect(waits ? state.Arguments?.FunctionName : state.Resource).toBe(`\${${name}}`);
    expect(state.TimeoutSeconds).toBeGreaterThan(0);
  });

  test.each(tasks)("$name retries named errors with full jitter, and every failure is caught", (task) => {
    expect(task.state.Retry).not.toHaveLength(0);
    for (const { ErrorEquals, JitterStrategy } of task.state.Retry ?? []) {
      expect(JitterStrategy).toBe("FULL");
      expect(ErrorEquals).not.toContain("States.ALL");
      expect(ErrorEquals).not.toContain("States.TaskFailed");
    }
    const retried = task.state.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals);
    // Who has not answered in time is not asked once more.
    expect(retried?.includes("States.Timeout")).toBe(!task.state.Resource?.endsWith(".waitForTaskToken"));
    expect(retried).toEqual(
      expect.arrayContaining([
        "Lambda.ServiceException",
        "Lambda.SdkClientException",
        "Lambda.TooManyRequestsException",
        "Lambda.Unknown",
        "ThrottlingException",
        "ProvisionedThroughputExceededException",
        "InternalServerError",
        "TimeoutError",
        "ServiceUnavailableError",
      ]),
    );
    expect(task.caught).toBe(true);
  });

  test("every choice has a default", () => {
    const choices = states.filter(({ state }) => state.Type === "Choice");
    expect(choices.filter(({ state }) => state.Default === undefined)).toEqual([]);
  });

  test("names functions that there are", () => {
    const names: string[] = agentNames();
    expect(placeholders(text).filter((name) => !names.includes(name))).toEqual([]);
  });
});

test("every function is a state's, takes webhooks, collects metrics or scales, and every state's function has its folder", () => {
  const used = new Set(deployed.flatMap(({ text }) => placeholders(text)));
  expect([...used].sort()).toEqual([...agentNames()].sort());
  const handlers = readdirSync(join(root, "lambdas")).filter((name) =>
    existsSync(join(root, "lambdas", name, "handler.ts")),
  );
  const others = [webhookFolder, collectFolder, scaleFolder];
  expect(handlers.sort()).toEqual([...agentNames().map(agentFolder), ...others].sort());
});
