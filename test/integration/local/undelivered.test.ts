import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Stage } from "aws-cdk-lib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ControlPlane } from "../../../local/control-plane.ts";
import { SecretsManagerService } from "../../../local/secretsmanager.ts";
import { readAssembly } from "../../../local/template/assembly.ts";
import { evaluateStacks } from "../../../local/template/evaluate.ts";
import { stacks } from "../../unit/aws/templates.ts";

let folder: string;
let controlPlane: ControlPlane;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "undelivered-test-"));
});
afterEach(async () => {
  await controlPlane.close();
  await rm(folder, { recursive: true, force: true });
});

/** The stacks as they are synthesized, without one of their state machines. */
async function resourcesWithout(machine: string) {
  const assembly = Stage.of(stacks().pipelines)?.synth();
  const evaluated = evaluateStacks(await readAssembly(assembly?.directory ?? ""), {
    DataPlaneUrl: "http://127.0.0.1:1",
  });
  const resources = evaluated.flatMap((stack) => stack.resources);
  const named = (type: string, id: string) =>
    resources.find((resource) => resource.type === type && resource.logicalId.startsWith(id)) ??
    expect.fail(`There is no ${type} ${id}.`);
  return {
    named,
    resources: resources.filter(
      (resource) => resource !== named("AWS::StepFunctions::StateMachine", machine),
    ),
  };
}

test("an event that reaches no state machine sets its alarm off, and its run is handed to Recover", async () => {
  const { resources, named } = await resourcesWithout("Deliver");
  controlPlane = new ControlPlane({
    resources,
    directory: folder,
    variables: {},
    secrets: new SecretsManagerService([], join(folder, "secrets.json")),
    onProgress: () => {},
    compileCache: join(folder, "compile-cache"),
    deliveryRetries: [],
  });
  await controlPlane.resume();
  const detail = {
    run: "run-1",
    service: "books",
    release: "1".repeat(40),
    bundle: "a".repeat(64),
    previous: null,
    newest: null,
  };
  const bus = named("AWS::Events::EventBus", "Bus").name;
  controlPlane.eventBridge.put(bus, { source: "aidevos", detailType: "release.ready", detail });
  await controlPlane.eventBridge.settled();

  controlPlane.cloudWatch.evaluate();
  const alarm = (id: string) => controlPlane.cloudWatch.state(named("AWS::CloudWatch::Alarm", id).name);
  expect(alarm("ReleaseReadyUndelivered")).toBe("ALARM");
  expect(alarm("RequirementSubmittedUndelivered")).toBe("OK");

  const { arn } = named("AWS::StepFunctions::StateMachine", "Recover");
  const [execution] = controlPlane.stepFunctions.listExecutions({ stateMachineArn: arn }).executions;
  const { input } = controlPlane.stepFunctions.describeExecution(execution?.executionArn ?? "");
  const [message] = JSON.parse(input ?? "[]");
  expect(JSON.parse(message.body)).toMatchObject({ "detail-type": "release.ready", detail });
  expect(message.messageAttributes.ERROR_MESSAGE.stringValue).toContain("Does Not Exist");
});
