import { parseDefinition, type StateMachineDefinition } from "./definition.ts";
import { listPageSize, nextPage, readPlace } from "./list-page.ts";
import { machineOf } from "./machine.ts";
import { ServiceError } from "./service-error.ts";

export interface StateMachine {
  name: string;
  arn: string;
  text: string;
  definition: StateMachineDefinition;
  loggingLevel: string;
  creationDate: number;
}

/** The state machines of a service, by their ARNs. */
export class StateMachines {
  readonly #byArn = new Map<string, StateMachine>();

  /** Adds a machine, or gives one of that ARN a new definition. Throws InvalidDefinition. */
  create(
    machine: { name: string; arn: string; definition: unknown; loggingLevel?: string },
    now: number,
  ): void {
    let definition: StateMachineDefinition;
    try {
      definition = parseDefinition(machine.definition);
      machineOf(definition);
    } catch (error) {
      throw new ServiceError("InvalidDefinition", error instanceof Error ? error.message : String(error));
    }
    this.#byArn.set(machine.arn, {
      name: machine.name,
      arn: machine.arn,
      text: typeof machine.definition === "string" ? machine.definition : JSON.stringify(machine.definition),
      definition,
      loggingLevel: machine.loggingLevel ?? "OFF",
      creationDate: now / 1000,
    });
  }

  /** ListStateMachines' answer. */
  list({ maxResults, nextToken }: { maxResults?: number; nextToken?: string }) {
    const all = [...this.#byArn.values()];
    const from = readPlace(nextToken) ?? 0;
    const until = from + (maxResults || listPageSize);
    const stateMachines = all.slice(from, until).map(({ arn, name, creationDate }) => ({
      stateMachineArn: arn,
      name,
      type: "STANDARD",
      creationDate,
    }));
    return { stateMachines, ...nextPage(until < all.length ? until : undefined) };
  }

  /** DescribeStateMachine's answer. */
  describe(stateMachineArn: string) {
    const { name, arn, text, loggingLevel, creationDate } = this.find(stateMachineArn);
    return {
      stateMachineArn: arn,
      name,
      status: "ACTIVE",
      definition: text,
      roleArn: "arn:aws:iam::000000000000:role/StepFunctions",
      type: "STANDARD",
      creationDate,
      loggingConfiguration: { level: loggingLevel, includeExecutionData: loggingLevel !== "OFF" },
    };
  }

  /** The machine; throws StateMachineDoesNotExist. */
  find(arn: string): StateMachine {
    const machine = this.#byArn.get(arn);
    if (machine !== undefined) return machine;
    throw new ServiceError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  }
}
