import { type Action, thingParameters } from "./action.ts";
import type { Blueprint } from "./blueprint.ts";
import type { ByHand } from "./by-hand.ts";
import type { Entity } from "./entity.ts";
import type { Field } from "./field.ts";

/** A function that a developer writes, and where its statement stands. */
export interface HandStatement {
  name: string;
  /** What it is called in code: its name, with what it stands below where another has the same. */
  called: string;
  byHand: ByHand;
  /** A `value` of an action, `changes` of one, a `field` of a thing, or a `rule` on it. */
  kind: "value" | "changes" | "field" | "rule";
  /** What it gives; undefined of changes that give nothing. A rule gives whether it holds. */
  gives?: Field | undefined;
  /** The thing that it is about; none in an action without one. */
  entity?: Entity | undefined;
  action?: Action | undefined;
  /** The thing whose heading it stands below; none of the service's own actions. */
  owner?: Entity | undefined;
  /** The statement's part of the blueprint. */
  part: object;
}

/** Every function that a blueprint asks a developer for, in its order. */
export function handStatements(blueprint: Pick<Blueprint, "entities" | "actions">): HandStatement[] {
  const all = statementsOf(blueprint);
  return all.map((one) => ({ ...one, called: calledApart(one, all) }));
}

type Statement = Omit<HandStatement, "called">;

/** The shortest of a statement's names that no other one's of the same length is. */
function calledApart(statement: Statement, all: readonly Statement[]): string {
  const length = [1, 2, 3].find((parts) => {
    const name = nameOf(statement, parts);
    return all.every((other) => other === statement || nameOf(other, parts) !== name);
  });
  return nameOf(statement, length ?? 3, String);
}

function nameOf({ name, action, owner }: Statement, parts: number, form = folded): string {
  const around = [action?.name, owner?.name].filter((one) => one !== undefined);
  return [name, ...around].slice(0, parts).map(form).join(" of ");
}

/** A name as it is told apart from others, without regard to case and to what stands between its words. */
export function folded(name: string): string {
  return name.replaceAll(/[_ ]/g, "").toLowerCase();
}

function statementsOf({ entities, actions }: Pick<Blueprint, "entities" | "actions">): Statement[] {
  return [
    ...actions.flatMap((action) => ofAction(action, undefined)),
    ...entities.flatMap((entity) => [
      ...entity.fields.flatMap((field): Statement[] =>
        field.byHand === undefined
          ? []
          : [
              {
                name: field.name,
                byHand: field.byHand,
                kind: "field",
                gives: field,
                entity,
                owner: entity,
                part: field,
              },
            ],
      ),
      ...(entity.handRules ?? []).map(
        (rule): Statement => ({ ...rule, kind: "rule", entity, owner: entity, part: rule }),
      ),
      ...entity.actions.flatMap((action) => ofAction(action, entity)),
    ]),
  ];
}

function ofAction(action: Action, owner: Entity | undefined): Statement[] {
  const entity = thingParameters(action).length > 0 ? owner : undefined;
  const around = { entity, action, owner };
  return [
    ...action.values.flatMap((value): Statement[] =>
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
    ...action.effects.flatMap((effect): Statement[] =>
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

/** What the function of a thing's statement is called in code, or of an action's. */
export function calledInCode(
  blueprint: Pick<Blueprint, "entities" | "actions">,
  { name, owner, action }: { name: string; owner?: Entity | undefined; action?: Action | undefined },
): string {
  const all = statementsOf(blueprint);
  const found = all.find(
    (one) => one.name === name && one.action === action && (action !== undefined || one.owner === owner),
  );
  return found === undefined ? name : calledApart(found, all);
}

/** Whether a field is worked out by a function each time that it is shown: it is kept nowhere, and only shown. */
export function isOnlyShown({ source, byHand }: Pick<Field, "source" | "byHand">): boolean {
  return byHand !== undefined && source === "computed";
}
