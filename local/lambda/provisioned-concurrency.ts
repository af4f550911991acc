import * as z from "zod";
import { ServiceError, TemplateError } from "../errors.ts";
import type { Json } from "../stepfunctions/json.ts";
import type { Resource } from "../template/evaluate.ts";
import type { InvocationOutcome } from "./protocol.ts";
import { mostEnvironments } from "./service.ts";

const Properties = z.object({
  FunctionName: z.string(),
  Name: z.string(),
  ProvisionedConcurrencyConfig: z.undefined("is set by the API only, here").optional(),
});
const Request = z.strictObject({ ProvisionedConcurrentExecutions: z.int().min(1) });

export interface ProvisionedConcurrencyCall {
  method: string;
  functionName: string;
  qualifier: string;
  body: Json;
}

type Provision = (functionName: string, environments: number) => Promise<InvocationOutcome>;

interface Configuration {
  functionName: string;
  environments: number;
  status: "IN_PROGRESS" | "READY" | "FAILED";
  reason?: string;
  modified: Date;
}

/** How many environments of the templates' aliases are kept started, as the API sets it. Forgotten with the process. */
export class ProvisionedConcurrency {
  /** Aliases, as `function:alias`. */
  readonly #aliases: ReadonlySet<string>;
  readonly #configurations = new Map<string, Configuration>();
  readonly #provision: Provision;

  constructor(aliases: readonly Resource[], provision: Provision) {
    this.#aliases = new Set(
      aliases.map((resource) => {
        const properties = Properties.safeParse(resource.properties);
        if (properties.success) return `${properties.data.FunctionName}:${properties.data.Name}`;
        throw new TemplateError(`Alias ${resource.logicalId}: ${z.prettifyError(properties.error)}`);
      }),
    );
    this.#provision = provision;
  }

  /** Performs a call of the service's API; throws ServiceError for its refusals. */
  call({ method, functionName, qualifier, body }: ProvisionedConcurrencyCall): {
    status: number;
    body: Json;
  } {
    const alias = `${functionName}:${qualifier}`;
    if (!this.#aliases.has(alias)) {
      throw new ServiceError("ResourceNotFoundException", `No template holds the alias ${alias}.`, 404);
    }
    switch (method) {
      case "PUT":
        return { status: 202, body: this.#put(alias, functionName, body) };
      case "GET":
        return { status: 200, body: described(this.#find(alias)) };
      case "DELETE":
        this.#find(alias);
        this.#configurations.delete(alias);
        void this.#apply(functionName);
        return { status: 204, body: "" };
      default:
        throw new ServiceError("UnknownOperationException", `Lambda does not know ${method} here.`, 405);
    }
  }

  #find(alias: string): Configuration {
    const configuration = this.#configurations.get(alias);
    if (configuration !== undefined) return configuration;
    throw new ServiceError(
      "ProvisionedConcurrencyConfigNotFoundException",
      `No provisioned concurrency is configured for ${alias}.`,
      404,
    );
  }

  #put(alias: string, functionName: string, body: Json): Json {
    const request = Request.safeParse(body);
    if (!request.success)
      throw new ServiceError("InvalidParameterValueException", z.prettifyError(request.error));
    const environments = request.data.ProvisionedConcurrentExecutions;
    if (environments > mostEnvironments) {
      throw new ServiceError(
        "InvalidParameterValueException",
        `${environments} environments of ${alias} are asked for; the local cloud starts ${mostEnvironments} of a function at most.`,
      );
    }
    const configuration: Configuration = {
      functionName,
      environments,
      status: "IN_PROGRESS",
      modified: new Date(),
    };
    this.#configurations.set(alias, configuration);
    const answer = described(configuration);
    void this.#apply(functionName).then((failure) => {
      Object.assign(
        configuration,
        failure === undefined ? { status: "READY" } : { status: "FAILED", reason: failure },
      );
    });
    return answer;
  }

  /** Gives why the environments could not be started. */
  async #apply(functionName: string): Promise<string | undefined> {
    const environments = [...this.#configurations.values()]
      .filter((one) => one.functionName === functionName)
      .reduce((sum, one) => sum + one.environments, 0);
    try {
      const outcome = await this.#provision(functionName, environments);
      return "functionError" in outcome ? outcome.functionError.errorMessage : undefined;
    } catch (error) {
      if (error instanceof ServiceError) return error.message;
      throw error;
    }
  }
}

function described({ environments, status, reason, modified }: Configuration): Json {
  const available = status === "READY" ? environments : 0;
  return {
    RequestedProvisionedConcurrentExecutions: environments,
    AllocatedProvisionedConcurrentExecutions: available,
    AvailableProvisionedConcurrentExecutions: available,
    Status: status,
    ...(reason === undefined ? {} : { StatusReason: reason }),
    LastModified: modified.toISOString().replace("Z", "+0000"),
  };
}
