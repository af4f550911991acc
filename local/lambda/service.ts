import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ServiceError } from "../errors.ts";
import { LogFile } from "../log-file.ts";
import { region } from "../template/resource-types.ts";
import type { FunctionConfiguration } from "./configuration.ts";
import { ExecutionEnvironment } from "./environment.ts";
import { FunctionLog } from "./log.ts";
import type { FunctionError, HostOptions, Invocation, InvocationOutcome } from "./protocol.ts";

export interface LambdaOptions extends HostOptions {
  uuid: () => string;
  /** Called with each line of output that is a document in the embedded metric format. */
  onMetrics: (line: string) => void;
  /** Told of what goes wrong and keeps no function from running. */
  onWarning: (message: string) => void;
  /** Called after each invocation. */
  onInvocation: (invocation: Invocation) => void;
  /** Most execution environments of one function; more calls wait. */
  concurrency?: number;
}

/** Most execution environments of one function, where nothing else is said. */
export const mostEnvironments = 8;

/** What an environment was started for. */
type Initialization = "on-demand" | "provisioned-concurrency";

/** Runs functions as their templates say, each in worker threads of its own. */
export class LambdaService {
  readonly #options: LambdaOptions;
  readonly #pools: Map<string, Pool>;

  constructor(options: LambdaOptions) {
    this.#options = options;
    mkdirSync(options.logs, { recursive: true });
    this.#pools = new Map(
      options.functions.map((configuration) => [configuration.name, this.#pool(configuration)]),
    );
  }

  /**
   * Invokes a function, by name or ARN (a version or alias suffix is ignored), with JSON text.
   * Throws ServiceError ResourceNotFoundException, or TooManyRequestsException above its reserved concurrency.
   */
  async invoke(functionName: string, payload: string): Promise<InvocationOutcome> {
    const pool = this.#find(functionName);
    const acquired = pool.acquire();
    const concurrent = pool.busy;
    const environment = await acquired;
    const requestId = this.#options.uuid();
    const start = performance.now();
    const outcome = await environment.invoke(requestId, payload);
    const milliseconds = performance.now() - start;
    pool.release(environment);
    const failed = "functionError" in outcome;
    pool.log.report(requestId, milliseconds, failed ? outcome.functionError : undefined);
    this.#options.onInvocation({ functionName: pool.name, milliseconds, failed, concurrent });
    return outcome;
  }

  /**
   * Keeps so many environments of a function started, by name or ARN: now, and after each that ends. Resolves when they are, with
   * the function's error where it does not start; throws ServiceError as `invoke` does.
   */
  async provision(functionName: string, environments: number): Promise<InvocationOutcome> {
    const functionError = await this.#find(functionName).provision(environments);
    return functionError === undefined ? { payload: "null" } : { functionError };
  }

  /** Ends environments that do nothing, but for those that are provisioned. */
  rest(): void {
    for (const pool of this.#pools.values()) pool.rest();
  }

  /**
   * Starts one environment of each of these functions that has none, so that first calls are quick: one after the other, and
   * beside them the one with the most memory, which takes the longest to start.
   */
  async warm(functionNames: readonly string[]): Promise<void> {
    const pools = functionNames.flatMap((name) => this.#pools.get(name) ?? []);
    const [largest] = pools.toSorted((left, right) => right.memory - left.memory);
    const inOrder = async (): Promise<void> => {
      for (const pool of pools) if (pool !== largest) await pool.warm();
    };
    await Promise.all([largest?.warm(), inOrder()]);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }

  #find(functionName: string): Pool {
    const name = functionName.replace(/^arn:aws:lambda:[^:]*:\d*:function:/, "").replace(/:.*$/, "");
    const pool = this.#pools.get(name);
    if (pool) return pool;
    const known = [...this.#pools.keys()].join(", ") || "none";
    throw new ServiceError(
      "ResourceNotFoundException",
      `Function not found: ${functionName}. The templates hold: ${known}.`,
      404,
    );
  }

  #pool(configuration: FunctionConfiguration): Pool {
    const { logs, onMetrics, onWarning } = this.#options;
    const log = new FunctionLog(new LogFile(join(logs, `${configuration.name}.log`), onWarning), onMetrics);
    const variables = {
      ...this.#options.variables,
      ...lambdaVariables(configuration),
      ...configuration.environment,
    };
    const create = (initialization: Initialization) =>
      new ExecutionEnvironment(configuration, {
        variables: { ...variables, AWS_LAMBDA_INITIALIZATION_TYPE: initialization },
        compileCache: this.#options.compileCache,
        onOutput: (chunk) => log.write(chunk),
      });
    return new Pool(configuration, log, create, this.#options.concurrency ?? mostEnvironments);
  }
}

class Pool {
  readonly log: FunctionLog;
  readonly #configuration: FunctionConfiguration;
  readonly #create: (initialization: Initialization) => ExecutionEnvironment;
  readonly #concurrency: number;
  readonly #environments = new Set<ExecutionEnvironment>();
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #waiting: ((environment: ExecutionEnvironment) => void)[] = [];
  #busy = 0;
  #provisioned = 0;
  #closed = false;

  get name(): string {
    return this.#configuration.name;
  }

  /** Invocations under way, those that wait for an environment included. */
  get busy(): number {
    return this.#busy;
  }

  /** In megabytes. */
  get memory(): number {
    return this.#configuration.memoryMegabytes;
  }

  constructor(
    configuration: FunctionConfiguration,
    log: FunctionLog,
    create: (initialization: Initialization) => ExecutionEnvironment,
    concurrency: number,
  ) {
    this.#configuration = configuration;
    this.log = log;
    this.#create = create;
    this.#concurrency = concurrency;
  }

  async acquire(): Promise<ExecutionEnvironment> {
    const { name, reservedConcurrency } = this.#configuration;
    if (this.#closed)
      throw new ServiceError("ServiceException", `${name}: the local cloud is stopping.`, 500);
    if (reservedConcurrency !== undefined && this.#busy >= reservedConcurrency)
      throw new ServiceError(
        "TooManyRequestsException",
        `Rate Exceeded: ${name} has ${reservedConcurrency} reserved environments.`,
        429,
      );
    this.#busy += 1;
    if (this.#busy > this.#concurrency) {
      const { promise, resolve } = Promise.withResolvers<ExecutionEnvironment>();
      this.#waiting.push(resolve);
      return promise;
    }
    return this.#take();
  }

  release(environment: ExecutionEnvironment): void {
    this.#busy -= 1;
    if (environment.usable) this.#idle.push(environment);
    else this.#environments.delete(environment);
    this.#waiting.shift()?.(this.#take());
    this.#fill();
  }

  /** Gives the error of a function that does not start. */
  async provision(environments: number): Promise<FunctionError | undefined> {
    this.#provisioned = environments;
    this.#fill();
    const started = await Promise.all([...this.#environments].map((environment) => environment.started));
    return started.find((error) => error !== undefined);
  }

  /** Ends environments that do nothing and are not provisioned. */
  rest(): void {
    while (this.#environments.size > this.#provisioned) {
      const idle = this.#idle.shift();
      if (idle === undefined) return;
      this.#environments.delete(idle);
      void idle.close();
    }
  }

  async warm(): Promise<void> {
    if (this.#closed || this.#environments.size > 0) return;
    const environment = this.#start();
    this.#idle.push(environment);
    await environment.started;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#environments].map((environment) => environment.close()));
    this.log.close();
  }

  #take(): ExecutionEnvironment {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (idle.usable) return idle;
      this.#environments.delete(idle);
    }
    return this.#start();
  }

  /** Starts what is missing of the environments that are provisioned. */
  #fill(): void {
    for (const idle of this.#idle.splice(0)) {
      if (idle.usable) this.#idle.push(idle);
      else this.#environments.delete(idle);
    }
    while (!this.#closed && this.#environments.size < this.#provisioned)
      this.#idle.push(this.#start("provisioned-concurrency"));
  }

  #start(initialization: Initialization = "on-demand"): ExecutionEnvironment {
    const environment = this.#create(initialization);
    this.#environments.add(environment);
    return environment;
  }
}

/** The variables that Lambda itself sets. */
function lambdaVariables(configuration: FunctionConfiguration): Record<string, string> {
  return {
    _HANDLER: configuration.handler,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_NAME: configuration.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${configuration.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    AWS_REGION: region,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
    LAMBDA_TASK_ROOT: configuration.taskRoot,
    PATH: process.env.PATH ?? "",
    TZ: ":UTC",
  };
}
