import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { essence, functionArn, type MachineCase, machineCases } from "./machines.ts";
import { type MiniStack, startMiniStack } from "./ministack.ts";

const ministack = inject("ministack");

// That the local interpreter ends as expected is a unit test, test/unit/stepfunctions/engines.test.ts.
describe.skipIf(!ministack.installed)("MiniStack, written apart, agrees", () => {
  let stack: MiniStack;
  let client: SFNClient;

  beforeAll(async () => {
    stack = await startMiniStack();
    client = new SFNClient({
      endpoint: stack.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    await createFunction(stack.endpoint);
  }, 60_000);
  afterAll(() => stack?.stop());

  test.each(machineCases)("$name", async (machine) => {
    const there = essence(await runThere(machine));
    // A difference that is gone should leave the list.
    if (machine.differs !== undefined) expect(there).not.toEqual(machine.expected);
    else expect(there).toEqual(machine.expected);
  });

  async function runThere({ name, definition, input, execution }: MachineCase) {
    const { stateMachineArn } = await client.send(
      new CreateStateMachineCommand({
        name: name.replaceAll(/\W+/g, "-").slice(0, 80),
        definition: JSON.stringify(definition),
        roleArn: "arn:aws:iam::000000000000:role/test",
      }),
    );
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), name: execution ?? "case" }),
    );
    for (;;) {
      const { status, output, error } = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== "RUNNING") {
        return {
          ...(status && { status }),
          error,
          output: output === undefined ? undefined : JSON.parse(output),
        };
      }
      await pause(50);
    }
  }
});

/** Puts `function.mjs` into MiniStack over Lambda's REST API. */
async function createFunction(endpoint: string): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "function-"));
  const archive = join(scratch, "function.zip");
  await promisify(execFile)("python3", [
    "-m",
    "zipfile",
    "-c",
    archive,
    join(import.meta.dirname, "function.mjs"),
  ]);
  const response = await fetch(`${endpoint}/2015-03-31/functions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request",
    },
    body: JSON.stringify({
      FunctionName: "plays",
      Runtime: "nodejs24.x",
      Role: "arn:aws:iam::000000000000:role/test",
      Handler: "function.handler",
      Timeout: 20,
      Code: { ZipFile: (await readFile(archive)).toString("base64") },
    }),
  });
  await rm(scratch, { recursive: true });
  const made = (await response.json()) as { FunctionArn?: string };
  if (made.FunctionArn !== functionArn) throw new Error(`MiniStack made no function: ${response.status}`);
}
