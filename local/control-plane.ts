import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { isDistant } from "../shared/models/choice.ts";
import { readAlarm } from "./cloudwatch/alarm.ts";
import { readCompositeAlarm } from "./cloudwatch/composite.ts";
import type { Datum } from "./cloudwatch/metrics.ts";
import { CloudWatchService } from "./cloudwatch/service.ts";
import { messageOf, ServiceError, TemplateError } from "./errors.ts";
import { deadLetterMessage, readPipe } from "./eventbridge/dead-letter.ts";
import { type Rule, readRule } from "./eventbridge/rule.ts";
import { EventBridgeService } from "./eventbridge/service.ts";
import { functionConfiguration } from "./lambda/configuration.ts";
import { FunctionUrls } from "./lambda/function-url.ts";
import { LambdaHost } from "./lambda/host.ts";
import type { FunctionError } from "./lambda/protocol.ts";
import { ProvisionedConcurrency } from "./lambda/provisioned-concurrency.ts";
import type { SecretsManagerService } from "./secretsmanager.ts";
import { readStateMachine } from "./state-machine.ts";
import { TaskFailure } from "./stepfunctions/failure.ts";
import { type Json, type JsonObject, parseJson } from "./stepfunctions/json.ts";
import { invokeFunctions } from "./stepfunctions/lambda.ts";
import { type ExecutionDescription, StepFunctionsService } from "./stepfunctions/service.ts";
import { ServiceError as StepFunctionsError } from "./stepfunctions/service-error.ts";
import type { Resource } from "./template/evaluate.ts";

export interface ControlPlaneOptions {
  resources: Resource[];
  directory: string;
  /** Variables that every function gets beside its own. */
  variables: Record<string, string>;
  /** Variables that those get beside them whose model is asked over the network. */
  modelVariables?: Record<string, string>;
  secrets: SecretsManagerService;
  onProgress: (line: string) => void;
  /** Milliseconds before each further try to deliver an event. */
  deliveryRetries?: number[];
  /** Folder of the functions' compiled code. */
  compileCache: string;
}

/** The AWS services in one process, as the templates describe them. Nothing runs before `resume`. */
export class ControlPlane {
  readonly secrets: SecretsManagerService;
  readonly lambda: LambdaHost;
  readonly functionUrls: FunctionUrls;
  readonly provisionedConcurrency: ProvisionedConcurrency;
  readonly stepFunctions: StepFunctionsService;
  readonly cloudWatch: CloudWatchService;
  readonly #options: ControlPlaneOptions;
  /** Names of the functions that each state machine invokes, in the order of its definition. */
  readonly #invoked = new Map<string, string[]>();
  #eventBridge: EventBridgeService | undefined;

  constructor(options: ControlPlaneOptions) {
    const { directory, variables, secrets } = options;
    this.#options = options;
    this.secrets = secrets;
    mkdirSync(directory, { recursive: true });
    this.lambda = new LambdaHost({
      functions: this.#ofType("AWS::Lambda::Function").map((resource) => {
        const configuration = functionConfiguration(resource, join(directory, "functions"));
        const { MODEL_CHOICE: model = "offline" } = configuration.environment;
        const reached = isDistant(model) ? options.modelVariables : {};
        return { ...configuration, environment: { ...reached, ...configuration.environment } };
      }),
      logs: join(directory, "logs"),
      compileCache: options.compileCache,
      variables,
      onWarning: options.onProgress,
      onMetrics: (line) => this.cloudWatch.recordEmbedded(line),
      onInvocation: ({ functionName, milliseconds, failed, concurrent }) => {
        const dimensions = { FunctionName: functionName };
        this.#record("AWS/Lambda", dimensions, [
          ["Invocations", 1],
          ["Errors", failed ? 1 : 0],
          ["Duration", milliseconds],
        ]);
        const began = Math.round(Date.now() - milliseconds);
        this.#record("AWS/Lambda", dimensions, [["ConcurrentExecutions", concurrent]], began);
      },
    });
    this.functionUrls = new FunctionUrls(this.#ofType("AWS::Lambda::Url"), (name, payload) =>
      this.lambda.invoke(name, payload),
    );
    this.provisionedConcurrency = new ProvisionedConcurrency(
      this.#ofType("AWS::Lambda::Alias"),
      (name, environments) => this.lambda.provision(name, environments),
    );
    this.stepFunctions = new StepFunctionsService({
      directory: join(directory, "executions"),
      invoke: invokeFunctions((name, payload) => this.#invoke(name, payload)),
      onStatusChange: (execution) => this.#executionChanged(execution),
      onProblem: (message) => this.#options.onProgress(message),
    });
    for (const resource of this.#ofType("AWS::StepFunctions::StateMachine"))
      this.#create(resource, () => {
        const machine = readStateMachine(resource);
        this.stepFunctions.createStateMachine(machine);
        this.#invoked.set(machine.arn, this.#functionsIn(machine.definition));
      });
    this.cloudWatch = new CloudWatchService({
      alarms: this.#ofType("AWS::CloudWatch::Alarm").map(readAlarm),
      composites: this.#ofType("AWS::CloudWatch::CompositeAlarm").map(readCompositeAlarm),
      now: Date.now,
      onStateChange: ({ arn }, detail) =>
        this.#eventBridge?.report("default", {
          source: "aws.cloudwatch",
          detailType: "CloudWatch Alarm State Change",
          detail,
          resources: [arn],
        }),
    });
  }

  get eventBridge(): EventBridgeService {
    if (this.#eventBridge) return this.#eventBridge;
    throw new ServiceError("ServiceUnavailable", "The local cloud is still starting.", 503);
  }

  /**
   * Goes on with what an earlier process left: redrives interrupted executions, whose ARNs it gives, and delivers
   * accepted events.
   */
  async resume(): Promise<string[]> {
    const { deliveryRetries } = this.#options;
    const pipes = this.#ofType("AWS::Pipes::Pipe").map(readPipe);
    this.#eventBridge = new EventBridgeService({
      rules: this.#ofType("AWS::Events::Rule")
        .map(readRule)
        .filter((rule) => rule !== undefined),
      buses: this.#ofType("AWS::Events::EventBus").map(({ name }) => name),
      journal: join(this.#options.directory, "events.jsonl"),
      deliver: (target, input, name) => this.#deliver(target, input, name),
      now: Date.now,
      uuid: () => crypto.randomUUID(),
      ...(deliveryRetries === undefined ? {} : { retries: deliveryRetries }),
      onWarning: this.#options.onProgress,
      onFailure: (rule, message) => {
        this.#options.onProgress(message);
        this.#record("AWS/Events", ruleDimensions(rule), [["FailedInvocations", 1]]);
      },
      deadLetter: async (undelivered, name) => {
        const readers = pipes.filter(({ source }) => source === undelivered.queue);
        for (const { target } of readers) await this.#deliver(target, [deadLetterMessage(undelivered)], name);
        return readers.length > 0;
      },
    });
    return this.stepFunctions.recover();
  }

  /** A start is followed by a run of the first machine more often than not; environments that nobody needs end after a while. */
  warm(): void {
    const [first = []] = this.#invoked.values();
    this.lambda.warm(first);
  }

  async close(): Promise<void> {
    this.cloudWatch.close();
    await this.stepFunctions.close();
    await this.lambda.close();
    await this.#eventBridge?.close();
  }

  #ofType(type: string): Resource[] {
    return this.#options.resources.filter((resource) => resource.type === type);
  }

  #functionsIn(definition: string): string[] {
    return this.#ofType("AWS::Lambda::Function")
      .map(({ name, arn }) => ({ name, place: definition.search(`"${arn}(:\\w+)?"`) }))
      .filter(({ place }) => place >= 0)
      .toSorted((left, right) => left.place - right.place)
      .map(({ name }) => name);
  }

  #create(resource: Resource, create: () => void): void {
    try {
      create();
    } catch (cause) {
      const message = `${resource.logicalId} of stack ${resource.stack} can't be created: ${messageOf(cause)}`;
      throw new TemplateError(message, { cause });
    }
  }

  async #invoke(name: string, payload: Json): Promise<{ payload: Json } | { functionError: FunctionError }> {
    try {
      const outcome = await this.lambda.invoke(name, JSON.stringify(payload));
      return "payload" in outcome ? { payload: parseJson(outcome.payload) } : outcome;
    } catch (reason) {
      if (!(reason instanceof ServiceError)) throw reason;
      throw new TaskFailure(`Lambda.${reason.code}`, reason.message);
    }
  }

  async #deliver(target: string, input: Json, name: string): Promise<void> {
    const service = target.split(":")[2];
    if (service === "states") this.#startExecution(target, input, name);
    // A function that fails has got the event all the same: its errors are counted, and its log has them.
    else if (service === "lambda") await this.lambda.invoke(target, JSON.stringify(input));
    else throw new ServiceError("InvalidTarget", `Events can't be passed on to ${target} locally.`);
  }

  #startExecution(stateMachineArn: string, input: Json, name: string): void {
    try {
      this.stepFunctions.startExecution({ stateMachineArn, name, input: JSON.stringify(input) });
    } catch (reason) {
      // It was delivered before, by this process or by one that died before it could note that.
      if (!(reason instanceof StepFunctionsError) || reason.code !== "ExecutionAlreadyExists") throw reason;
    }
  }

  #executionChanged(execution: ExecutionDescription): void {
    const { status, stateMachineArn, executionArn, name, input, output, error, cause } = execution;
    if (status === "RUNNING") this.lambda.warm(this.#invoked.get(stateMachineArn) ?? []);
    const elapsed = (execution.stopDate ?? execution.startDate) - execution.startDate;
    this.#record(
      "AWS/States",
      { StateMachineArn: stateMachineArn },
      status === "RUNNING"
        ? [["ExecutionsStarted", 1]]
        : [
            [`Executions${metricSuffix[status]}`, 1],
            ["ExecutionTime", elapsed * 1000],
          ],
    );
    const optional: [string, string | undefined][] = Object.entries({ output, error, cause });
    const known = optional.flatMap(([key, value]): [string, Json][] =>
      value === undefined ? [] : [[key, value]],
    );
    const detail: JsonObject = {
      executionArn,
      stateMachineArn,
      name,
      status,
      startDate: Math.round(execution.startDate * 1000),
      stopDate: execution.stopDate === undefined ? null : Math.round(execution.stopDate * 1000),
      input,
      ...Object.fromEntries(known),
    };
    this.#eventBridge?.report("default", {
      source: "aws.states",
      detailType: "Step Functions Execution Status Change",
      detail,
      resources: [executionArn],
    });
  }

  #record(
    namespace: string,
    dimensions: Record<string, string>,
    values: [string, number][],
    at = Date.now(),
  ): void {
    this.cloudWatch.record(
      values.map(([name, value]): Datum => ({ namespace, name, dimensions, value, at })),
    );
  }
}

/** A rule of a bus of one's own is counted under the bus and the rule, one of the default bus under the rule alone. */
function ruleDimensions({ name, bus }: Rule): Record<string, string> {
  return bus === "default" ? { RuleName: name } : { EventBusName: bus, RuleName: name };
}

const metricSuffix = { SUCCEEDED: "Succeeded", FAILED: "Failed", TIMED_OUT: "TimedOut", ABORTED: "Aborted" };
