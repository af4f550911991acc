import { type Action, thingParameters } from "./action.ts";
import type { Blueprint } from "./blueprint.ts";
import type { ByHand } from "./by-hand.ts";
import type { Entity } from "./entity.ts";
import type { Field } from "./field.ts";

/** A function that a developer writes, and where its statement stands. */
export interface HandStatement {
  name: string;
  byHand: ByHand;
  /** A `value` of an action, `changes` of one, a `field` of a thing, or a `rule` on it. */
  kind: "value" | "changes" | "field" | "rule";
  /** What it gives; undefined of changes that give nothing. A rule gives whether it holds. */
  gives?: Field | undefined;
  /** The thing that it is about; none in an action without one. */
  entity?: Entity | undefined;
  action?: Action | undefined;
  /** The statement's part of the blueprint. */
  part: object;
}

/** Every function that a blueprint asks a developer for, in its order. */
export function handStatements({
  entities,
  actions,
}: Pick<Blueprint, "entities" | "actions">): HandStatement[] {
  return [
    ...actions.flatMap((action) => ofAction(action, undefined)),
    ...entities.flatMap((entity) => [
      ...entity.fields.flatMap((field): HandStatement[] =>
        field.byHand === undefined
          ? []
          : [{ name: field.name, byHand: field.byHand, kind: "field", gives: field, entity, part: field }],
      ),
      ...(entity.handRules ?? []).map(
        (rule): HandStatement => ({ ...rule, kind: "rule", entity, part: rule }),
      ),
      ...entity.actions.flatMap((action) => ofAction(action, entity)),
    ]),
  ];
}

function ofAction(action: Action, owner: Entity | undefined): HandStatement[] {
  const entity = thingParameters(action).length > 0 ? owner : undefined;
  const around = { entity, action };
  return [
    ...action.values.flatMap((value): HandStatement[] =>
      "gives" in value && value.gives.byHand !== undefined
        ? [
            {
              name: value.name,
              byHand: value.gives.byHand,
              kind: "value",
              gives: value.gives,
              ...around,
              part: value,
            },
          ]
        : [],
    ),
    ...action.effects.flatMap((effect): HandStatement[] =>
      effect.kind === "by-hand"
        ? [
            {
              name: effect.name,
              byHand: effect.byHand,
              kind: "changes",
              gives: effect.gives,
              ...around,
              part: effect,
            },
          ]
        : [],
    ),
  ];
}

/** Whether a field is worked out by a function each time that it is shown: it is kept nowhere, and only shown. */
export function isOnlyShown({ source, byHand }: Pick<Field, "source" | "byHand">): boolean {
  return byHand !== undefined && source === "computed";
}
