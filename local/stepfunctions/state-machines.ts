import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../errors.ts";
import { parseDefinition, type StateMachineDefinition } from "./definition.ts";
import { listPageSize, nextPage, readPlace } from "./list-page.ts";
import { machineOf } from "./machine.ts";
import { ServiceError } from "./service-error.ts";

export interface StateMachine {
  name: string;
  arn: string;
  text: string;
  /** The SHA-256 of the text. */
  digest: string;
  definition: StateMachineDefinition;
  loggingLevel: string;
  creationDate: number;
}

/** The state machines of a service, by their ARNs; executions keep the definition that they started with. */
export class StateMachines {
  readonly #directory: string;
  readonly #byArn = new Map<string, StateMachine>();

  /** The definitions of executions are kept in the directory, by their digests. */
  constructor(directory: string) {
    this.#directory = directory;
  }

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
      throw new ServiceError("InvalidDefinition", messageOf(error));
    }
    const text =
      typeof machine.definition === "string" ? machine.definition : JSON.stringify(machine.definition);
    this.#byArn.set(machine.arn, {
      name: machine.name,
      arn: machine.arn,
      text,
      digest: createHash("sha256").update(text).digest("hex"),
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

  /** Keeps a machine's definition for an execution that starts, whatever the machine becomes. */
  keep({ digest, text }: StateMachine): void {
    const path = this.#pathOf(digest);
    if (existsSync(path)) return;
    mkdirSync(this.#directory, { recursive: true });
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  }

  /**
   * The machine with the definition of that digest, which an execution started with; without a digest, as it is now.
   * Throws StateMachineDoesNotExist, or InvalidDefinition where that definition is not to be had any more.
   */
  findAsOf(arn: string, digest: string | undefined): StateMachine {
    const current = this.find(arn);
    if (digest === undefined || digest === current.digest) return current;
    try {
      const text = readFileSync(this.#pathOf(digest), "utf8");
      return { ...current, text, digest, definition: parseDefinition(text) };
    } catch (error) {
      const why = messageOf(error);
      throw new ServiceError(
        "InvalidDefinition",
        `The definition ${digest} that the execution of '${arn}' started with can't be used: ${why}`,
      );
    }
  }

  #pathOf(digest: string): string {
    return join(this.#directory, `${digest}.json`);
  }
}
