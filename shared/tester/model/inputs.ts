import type { Action } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import { type Entity, inputsOf } from "../../blueprint/entity.ts";
import type { Field } from "../../blueprint/field.ts";
import { isUnknownApart } from "../../blueprint/told-together.ts";
import type { Json } from "../../models/model.ts";
import type { Thing } from "../world.ts";
import { open } from "./amiss.ts";
import { refusedWith, scopeFor } from "./legality.ts";
import { asInUrl, type Caller, type Reason, type SentValues, stages } from "./step.ts";
import { defaultOf, type Store } from "./store.ts";
import { blank, fits, isInTime, kept, referencesIn } from "./values.ts";

/** What a request gives as it is kept; what does not fit is a reason. `path` is that of what has the fields. */
export function readInputs(
  store: Store,
  fields: readonly Field[],
  { values, caller, reasons, path }: { values: SentValues; caller: Caller; reasons: Reason[]; path: string },
): Thing {
  const { invalid } = store.blueprint.refusals;
  const inputs = blank<Json>();
  for (const field of fields) {
    if (field.source !== "input") continue;
    const said = Object.hasOwn(values, field.name) ? values[field.name] : undefined;
    const value = said === undefined ? undefined : kept(field, store.sent(said, field.type));
    const by = `${path}/fields/${field.name}`;
    if (!fits(field, value) || !isInTime(field, value, store.now))
      reasons.push({ status: invalid, by, stage: stages.body });
    else
      for (const { reference, value: id } of referencesIn(field, value)) {
        const target = store.entity(reference.references);
        const thing = store.of(target).find((one) => one[target.identifier.name] === id);
        if (thing === undefined || !store.sees(target, thing, caller))
          reasons.push(unknown(store, reference, { id, caller, path: by }));
      }
    if (value !== undefined) inputs[field.name] = value;
    else if (field.default === undefined || said === undefined)
      inputs[field.name] = defaultOf(field, store.now);
  }
  return inputs;
}

/** A reference to what is not there, or not for the caller. */
function unknown(
  store: Store,
  field: Field,
  { id, caller, path }: { id: Json; caller: Caller; path: string },
): Reason {
  const { entities, refusals } = store.blueprint;
  const { unknownRefusal = { status: refusals.unknownReference } } = field;
  const isInPath = entities.some(
    ({ fields, parent }) => parent?.field === field.name && fields.includes(field),
  );
  if (isInPath) throw open("what is not there stands in the path");
  const input = blank<Json>();
  input[field.name] = id;
  const scope = { ...scopeFor(store.blueprint, undefined), inputs: [field] };
  return refusedWith(unknownRefusal, { by: `${path}/references`, stage: stages.body }, (value) =>
    store.evaluator(caller).evaluate(value, { input }, scope),
  );
}

/**
 * The inputs that refer to nothing, where that is all that is wrong with what a request gives, and is not told as any wrong value
 * is; `path` is the action's.
 */
export function danglingInputs(
  blueprint: Blueprint,
  { inputs }: Pick<Action, "inputs">,
  { reasons, path }: { reasons: readonly Reason[]; path: string },
): string[] | undefined {
  const names = inputs.filter((field) => isUnknownApart(field, blueprint)).map(({ name }) => name);
  const isOf = (name: string) => (reason: Reason) => reason.by === `${path}/fields/${name}/references`;
  const dangling = names.filter((name) => reasons.some(isOf(name)));
  const isAll = reasons.every((reason) => dangling.some((name) => isOf(name)(reason)));
  return isAll ? dangling : undefined;
}

/** What parameters of a list with a type of their own have; what does not fit is a reason. References are not looked up. */
export function readParameters(
  store: Store,
  entity: Entity,
  { values, reasons }: { values: SentValues | undefined; reasons: Reason[] },
): Thing {
  const asked = blank<Json>();
  const given = asInUrl(values ?? {}, () => true);
  for (const field of inputsOf(entity.list)) {
    const said = given[field.name];
    const value = said === undefined ? undefined : kept(field, store.sent(said, field.type));
    const by = `entities/${entity.name}/list/filters`;
    if (!fits(field, value))
      reasons.push({ status: store.blueprint.refusals.invalid, by, stage: stages.body });
    asked[field.name] = value ?? defaultOf(field, store.now);
  }
  return asked;
}
