import { readFileSync } from "node:fs";
import type * as z from "zod";
import { agentFolder } from "../../../infra/aws/agents.ts";
import { withRules } from "../../../infra/aws/constructs/definition.ts";
import { parseDefinition } from "../../../local/stepfunctions/definition.ts";
import { execute } from "../../../local/stepfunctions/interpreter.ts";
import type { Json } from "../../../local/stepfunctions/json.ts";
import { invokeFunctions } from "../../../local/stepfunctions/lambda.ts";
import { startTables } from "../../unit/lambdas/tables.ts";
import { type Answering, answering } from "../../unit/models/wire.ts";
import { DataPlane, secret } from "../objects/fixtures/data-plane.ts";

const arnOf = (state: string) => `arn:aws:lambda:us-east-1:000000000000:function:${state}`;

type Handler = (event: Json, context: unknown) => Promise<Json>;

/** The functions of Develop. What is announced here nobody delivers. */
async function handlerOf(state: string): Promise<Handler> {
  if (state === "Announce")
    return async (event) => ({ release: (event as { release: Json }).release ?? null });
  const module: { handler: Handler } = await import(`../../../lambdas/${agentFolder(state)}/handler.ts`);
  return module.handler;
}

/** Secrets Manager, so far as functions use it. */
function startSecrets(): Promise<Answering> {
  return answering(() => ({
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify({ ARN: "control", Name: "control", SecretString: secret }),
  }));
}

/** Develop as it is deployed, in this process: its own machine and functions, on tables and a data plane that are real. */
export async function startPipeline() {
  const tables = await startTables();
  const secrets = await startSecrets();
  const plane = await DataPlane.start();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    CONTROL_SECRET_ID: "control",
    DATA_PLANE_URL: plane.url,
    REPOSITORY_REMOTE: "",
  });
  const text = readFileSync(new URL("../../../statemachines/develop.asl.json", import.meta.url), "utf8");
  const definition = withRules(
    text.replaceAll(/\$\{(\w+)\}/g, (_, state: string) => arnOf(state)),
    "Abandon",
  );
  const calls: { state: string; step: string }[] = [];
  return {
    /** The states that were called, in order. */
    calls,
    async develop(execution: string, request: Json) {
      return execute(parseDefinition(definition), request, {
        context: { Execution: { Name: execution } },
        invoke: invokeFunctions(async (arn, payload) => {
          const state = arn.slice(arn.lastIndexOf(":") + 1);
          calls.push({ state, step: String((payload as { step: Json }).step) });
          try {
            const handler = await handlerOf(state);
            return {
              payload: await handler(payload, {
                functionName: state,
                getRemainingTimeInMillis: () => 900_000,
              }),
            };
          } catch (error) {
            const { name, message } = error instanceof Error ? error : new Error(String(error));
            return { functionError: { errorType: name, errorMessage: message, trace: [] } };
          }
        }),
      });
    },
    async stop(): Promise<void> {
      await plane.stop();
      await secrets.stop();
      await tables.stop();
    },
  };
}

/** What the roles answer, by task, and what they were asked. */
export class Answers {
  readonly asked: { task: string; input: unknown }[] = [];
  #script = new Map<string, ((input: never) => unknown)[]>();

  /** Sets what is answered from now on; an answer is asked for once, in turn. */
  set(script: Record<string, ((input: never) => unknown)[]>): void {
    this.#script = new Map(Object.entries(script).map(([task, answers]) => [task, [...answers]]));
    this.asked.length = 0;
  }

  next(task: string, input: unknown): unknown {
    const answer = this.#script.get(task)?.shift();
    if (answer === undefined) throw new Error(`Nobody answers ${task} once more.`);
    this.asked.push({ task, input });
    return answer(input as never);
  }

  inputs<Input extends z.ZodType>(task: { name: string; input: Input }): z.output<Input>[] {
    return this.asked.flatMap((each) => (each.task === task.name ? [task.input.parse(each.input)] : []));
  }
}
