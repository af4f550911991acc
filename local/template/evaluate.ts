import { messageOf, TemplateError } from "../errors.ts";
import type { Json, JsonObject } from "../stepfunctions/json.ts";
import type { Stack } from "./assembly.ts";
import { evaluateCondition, resolveProperties, resolveValue, type Scope } from "./intrinsics.ts";
import { account, generatedName, type Identity, region, resourceTypes } from "./resource-types.ts";

/** A resource with its intrinsic functions resolved. */
export interface Resource extends Identity {
  stack: string;
  logicalId: string;
  type: string;
  properties: JsonObject;
  /** Where file assets lie, by object key. */
  assets: Map<string, string>;
}

export interface EvaluatedStack {
  name: string;
  resources: Resource[];
  outputs: Record<string, string>;
}

/**
 * Evaluates all stacks of an assembly together: parameters, conditions, intrinsic functions, exports and imports.
 * Names follow from stack and logical id alone, so values are found on demand and in any order.
 * Throws TemplateError for a resource type that the local cloud does not know, or a reference to nothing.
 */
export function evaluateStacks(stacks: Stack[], parameters: Record<string, string> = {}): EvaluatedStack[] {
  const evaluations = stacks.map((stack) => new StackEvaluation(stack, parameters, importValue));

  function importValue(name: string): Json {
    for (const evaluation of evaluations) {
      const value = evaluation.exported(name);
      if (value !== undefined) return value;
    }
    throw new TemplateError(`No stack of the assembly exports "${name}": synthesize all stacks together.`);
  }
  return evaluations.map((evaluation) => evaluation.evaluate());
}

class StackEvaluation implements Scope {
  readonly #stack: Stack;
  readonly #parameters: Record<string, string>;
  readonly importValue: (name: string) => Json;
  readonly #underWay = new Set<string>();

  constructor(stack: Stack, parameters: Record<string, string>, importValue: (name: string) => Json) {
    this.#stack = stack;
    this.#parameters = parameters;
    this.importValue = importValue;
  }

  evaluate(): EvaluatedStack {
    const { name, template, assets } = this.#stack;
    const resources = Object.entries(template.Resources).flatMap(([logicalId, resource]): Resource[] => {
      if (resource.Condition !== undefined && !this.condition(resource.Condition)) return [];
      return this.#within(`${logicalId} (${resource.Type})`, () => {
        const identity = this.#identity(logicalId);
        const inert = resourceTypes[resource.Type]?.inert;
        const properties = inert ? {} : resolveProperties(resource.Properties, this);
        return [{ ...identity, stack: name, logicalId, type: resource.Type, properties, assets }];
      });
    });
    const outputs = Object.entries(template.Outputs).flatMap(([id, output]): [string, string][] => {
      if (output.Condition !== undefined && !this.condition(output.Condition)) return [];
      const value = this.#within(`output ${id}`, () => resolveValue(output.Value, this));
      return [[id, typeof value === "string" ? value : JSON.stringify(value)]];
    });
    return { name, resources, outputs: Object.fromEntries(outputs) };
  }

  exported(name: string): Json | undefined {
    for (const output of Object.values(this.#stack.template.Outputs))
      if (output.Export && resolveValue(output.Export.Name, this) === name)
        return resolveValue(output.Value, this);
    return undefined;
  }

  ref(name: string): Json | undefined {
    const pseudo = pseudoParameters[name];
    if (pseudo !== undefined) return pseudo;
    if (name === "AWS::NoValue") return undefined;
    if (name === "AWS::StackName") return this.#stack.name;
    if (name === "AWS::StackId")
      return `arn:aws:cloudformation:${region}:${account}:stack/${this.#stack.name}/local`;
    const parameter = this.#stack.template.Parameters[name];
    if (parameter) {
      const value = this.#parameters[name] ?? parameter.Default;
      if (value === undefined)
        throw new TemplateError(
          `Parameter ${name} of stack ${this.#stack.name} has no value: pass one in "parameters".`,
        );
      return value;
    }
    const { name: physicalName, arn } = this.#identity(name);
    return this.#type(name).ref === "arn" ? arn : physicalName;
  }

  attribute(logicalId: string, attribute: string): Json {
    const identity = this.#identity(logicalId);
    const known: Record<string, Json> = {
      Arn: identity.arn,
      ...this.#type(logicalId).attributes?.(identity),
    };
    const value = known[attribute];
    if (value === undefined)
      throw new TemplateError(
        `The local cloud does not know the attribute ${attribute} of ${logicalId}: add it to resource-types.ts.`,
      );
    return value;
  }

  condition(name: string): boolean {
    const condition = this.#stack.template.Conditions[name];
    if (condition === undefined)
      throw new TemplateError(`Stack ${this.#stack.name} has no condition ${name}.`);
    return evaluateCondition(condition, this);
  }

  mapping(map: string, key: string, name: string): Json {
    const value = this.#stack.template.Mappings[map]?.[key]?.[name];
    if (value === undefined)
      throw new TemplateError(`Stack ${this.#stack.name} has no mapping ${map}.${key}.${name}.`);
    return value;
  }

  #identity(logicalId: string): Identity {
    const resource = this.#stack.template.Resources[logicalId];
    if (!resource)
      throw new TemplateError(`Stack ${this.#stack.name} has no resource or parameter ${logicalId}.`);
    if (resource.Condition !== undefined && !this.condition(resource.Condition))
      throw new TemplateError(`${logicalId} does not exist: its condition ${resource.Condition} is false.`);
    if (this.#underWay.has(logicalId)) throw new TemplateError(`The name of ${logicalId} depends on itself.`);
    const type = this.#type(logicalId);
    this.#underWay.add(logicalId);
    try {
      const given = type.nameProperty === undefined ? undefined : resource.Properties[type.nameProperty];
      const resolved = given === undefined ? undefined : resolveValue(given, this);
      const name =
        typeof resolved === "string" ? resolved : generatedName(this.#stack.name, logicalId, type.nameLimit);
      return { name, arn: type.arn(name) };
    } finally {
      this.#underWay.delete(logicalId);
    }
  }

  #type(logicalId: string) {
    const name = this.#stack.template.Resources[logicalId]?.Type ?? "";
    const type = resourceTypes[name];
    if (type) return type;
    throw new TemplateError(
      `The local cloud does not know ${name}, the type of ${logicalId} in stack ${this.#stack.name}: leave the resource out, or teach it to local/template/resource-types.ts and to the engine that runs it.`,
    );
  }

  #within<Result>(where: string, compute: () => Result): Result {
    try {
      return compute();
    } catch (cause) {
      throw new TemplateError(`${this.#stack.name}, ${where}: ${messageOf(cause)}`, { cause });
    }
  }
}

const pseudoParameters: Partial<Record<string, Json>> = {
  "AWS::AccountId": account,
  "AWS::Region": region,
  "AWS::Partition": "aws",
  "AWS::URLSuffix": "amazonaws.com",
  "AWS::NotificationARNs": [],
};
