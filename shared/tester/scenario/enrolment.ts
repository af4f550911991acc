import { type Action, isInPath, thingParameters } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Entity, Operation } from "../../blueprint/entity.ts";
import type { Field } from "../../blueprint/field.ts";
import type { Json } from "../../models/model.ts";
import { givenFields } from "../given-fields.ts";
import type { ModelService } from "../model/service.ts";
import { accountOf } from "../model/sessions.ts";
import type { Outcome, Request, Sent, SentValues, Step } from "../model/step.ts";
import { blank, isObject } from "../model/values.ts";
import { rolesSaid } from "./callers.ts";
import { everyAction } from "./found.ts";
import { personalValue } from "./personal.ts";
import { repeatedInputs } from "./repeated-inputs.ts";

/** An action with the kind of thing that it is of. */
export interface ActionOf {
  entity: Entity | undefined;
  action: Action;
}

/** What makes accounts: their route, or an action. */
export type Maker = { operation: Operation } | ActionOf;

/** What signs an account in, and from which of the values that made it each of its inputs is. */
export interface Signer extends ActionOf {
  inputs: ReadonlyMap<string, string>;
}

/** Values by the names that lead to them, joined by dots. */
export type Leaves = ReadonlyMap<string, Json>;

export function accountEntity(blueprint: Blueprint): Entity | undefined {
  const name = accountOf(blueprint)?.entity;
  return blueprint.entities.find((one) => one.name === name);
}

/** What may make accounts. */
export function makersOfAccounts(blueprint: Blueprint): Maker[] {
  const entity = accountEntity(blueprint);
  if (entity === undefined) return [];
  const routes = entity.operations.filter(({ kind, path }) => kind === "create" && !path.includes(":"));
  const acts = everyAction(blueprint).filter(
    ({ action }) =>
      thingParameters(action).length === 0 &&
      action.effects.some((effect) => effect.kind === "create" && effect.entity === entity.name),
  );
  return [...routes.map((operation) => ({ operation })), ...acts];
}

/** What signs in an account that is there. */
export function signersOf(blueprint: Blueprint): ActionOf[] {
  const entity = accountEntity(blueprint);
  return everyAction(blueprint).filter(
    ({ entity: own, action }) =>
      (thingParameters(action).length === 0 || own === entity) &&
      action.effects.some((effect) => effect.kind === "sign-in" && effect.target.scope !== "created"),
  );
}

/** The request that makes the account of a turn, with some values in place of usual ones. */
export function making(
  blueprint: Blueprint,
  maker: Maker,
  { turn, overrides, service }: { turn: number; overrides: Leaves; service: ModelService },
): Request | undefined {
  const account = accountEntity(blueprint);
  if (account === undefined) return undefined;
  const caller = { roles: rolesSaid(blueprint) };
  const fields = "operation" in maker ? givenFields(account) : maker.action.inputs;
  const sources = "action" in maker ? repeatedInputs(maker.action) : new Map<string, Field>();
  const values = filled(fields, (field, path) => {
    const own = overrides.get(path);
    if (own !== undefined) return own;
    const isKey = "operation" in maker && field.name === account.identifier.name;
    if (!isKey && !isInPathOf(maker, field) && (!field.required || field.default !== undefined))
      return undefined;
    if (field.references === undefined) return personalValue(sources.get(path) ?? field, turn);
    const there = service.made.findIndex(
      ({ entity }, number) => entity.name === field.references && service.thingOf(number) !== undefined,
    );
    return there < 0 ? undefined : { $made: there };
  });
  if ("operation" in maker) return { kind: "create", entity: account.name, values, caller };
  return { ...actOf(maker, values), caller };
}

/** Makes what an account must refer to, where there is none yet and anybody may make it. */
export function prepare(
  blueprint: Blueprint,
  maker: Maker,
  { turn, service, perform }: { turn: number; service: ModelService; perform: (step: Step) => Outcome },
): void {
  const account = accountEntity(blueprint);
  const fields = "operation" in maker ? (account?.fields ?? []) : maker.action.inputs;
  for (const { references, required, source } of fields) {
    const target = blueprint.entities.find(({ name }) => name === references);
    if (target === undefined || target === account || !required || source !== "input") continue;
    if (service.of(target).length > 0) continue;
    const values = filled(givenFields(target), (field) =>
      field.required && field.default === undefined && field.references === undefined
        ? personalValue(field, turn)
        : undefined,
    );
    perform({ kind: "create", entity: target.name, values, caller: { roles: rolesSaid(blueprint) } });
  }
}

function isInPathOf(maker: Maker, field: Field): boolean {
  return "action" in maker && isInPath(maker.action, field);
}

/** The request that signs in an account which such values have made. */
export function signing(
  blueprint: Blueprint,
  signer: Signer,
  { given, thing }: { given: Leaves; thing: number | undefined },
): Request | undefined {
  const inputs = filled(signer.action.inputs, (_, path) => {
    const source = signer.inputs.get(path);
    return source === undefined ? undefined : given.get(source);
  });
  const isOfThing = thingParameters(signer.action).length > 0;
  if (isOfThing && thing === undefined) return undefined;
  const caller = { roles: rolesSaid(blueprint) };
  return { ...actOf(signer, inputs, isOfThing ? thing : undefined), caller };
}

function actOf({ entity, action }: ActionOf, inputs: SentValues, thing?: number): Request {
  const at = thing === undefined ? {} : { thing };
  return { kind: "act", entity: entity?.name, action: action.name, ...at, inputs, caller: { roles: [] } };
}

/** Values of fields, those of an object one by one; without what has no value. */
function filled(
  fields: readonly Field[],
  giveFor: (field: Field, path: string) => Sent | undefined,
  above = "",
): Record<string, Sent> {
  const values = blank<Sent>();
  for (const field of fields) {
    if (field.source !== "input") continue;
    const path = `${above}${field.name}`;
    const isOpened = field.type === "object" && field.properties !== undefined;
    const inner = isOpened ? filled(field.properties ?? [], giveFor, `${path}.`) : undefined;
    const isEmpty = inner !== undefined && Object.keys(inner).length === 0;
    const value = inner === undefined ? giveFor(field, path) : isEmpty ? undefined : inner;
    if (value !== undefined) values[field.name] = value as Sent;
  }
  return values;
}

/** What a request gives, by the names that lead to it. */
export function givenBy(request: Request): Leaves {
  return leavesOf("values" in request ? request.values : "inputs" in request ? (request.inputs ?? {}) : {});
}

function leavesOf(values: SentValues, above = ""): Map<string, Json> {
  const leaves = new Map<string, Json>();
  for (const [name, value] of Object.entries(values)) {
    const path = `${above}${name}`;
    const inner = isObject(value as Json)
      ? leavesOf(value as SentValues, `${path}.`)
      : [[path, value] as const];
    for (const [key, one] of inner) leaves.set(key, one as Json);
  }
  return leaves;
}

/** The maker that a request is of, where it makes an account. */
export function makerOf(request: Request, makers: readonly Maker[], account: Entity): Maker | undefined {
  return makers.find((maker) =>
    "operation" in maker
      ? request.kind === "create" && request.entity === account.name
      : request.kind === "act" &&
        request.action === maker.action.name &&
        request.entity === maker.entity?.name,
  );
}
