import { type Answer, answersOf, refusesUnknown, thingParameters } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { innerReferences } from "../blueprint/field.ts";
import { groupScope, scopeOf } from "../blueprint/value-type.ts";
import { differingNames } from "./affected.ts";
import { alike } from "./alike.ts";
import type { Differing, Sides } from "./differing.ts";
import { sourcesOfPermission } from "./meant-of-operation.ts";
import { actionNaming, type OwnedAction } from "./routes.ts";
import { addHeaderDifference } from "./sent-headers.ts";
import {
  fieldOf,
  type Naming,
  sourcesOf,
  sourcesOfGroups,
  sourcesOfList,
  thingAt,
  thingsOf,
} from "./sources.ts";
import { addShownVersions, addVersionDifference } from "./versions.ts";

interface Around {
  sides: Sides;
  differing: Differing;
}

/** Adds in what an action may answer otherwise; what it writes otherwise shows where that is shown. */
export function addActionDifference(
  before: OwnedAction,
  after: OwnedAction | undefined,
  around: Around,
): void {
  if (after === undefined) return;
  const { differing, sides } = around;
  const judged = ({ action, entity }: OwnedAction) => {
    const { inputs, by, byAnyone, move, guards, effects, values, answer } = action;
    const refusing = guards.filter((guard) => "refusal" in guard);
    const strict = refusesUnknown(action, entity);
    return [inputs, by, byAnyone, move, refusing, effects, values, answer.status, entity?.identifier, strict];
  };
  if (!alike(judged(before), judged(after))) differing.addStatus();
  const early = ({ action }: OwnedAction) =>
    [...action.guards, ...action.effects].filter((part) => "answer" in part);
  if (!alike(early(before), early(after)))
    differing.addStatus().addBody().addHeaders("content-type", "location");
  addVersionDifference(
    { entity: before.entity, route: before.action },
    { entity: after.entity, route: after.action },
    around,
  );
  if ([before, after].some(({ action }) => answersOf(action).some(({ kind }) => kind === "thing")))
    addShownVersions(around);
  addAnswerDifference(before.action.answer, after.action.answer, differing);
  addHeaderDifference(
    [before.action.headers, after.action.headers],
    [actionNaming(sides.before, before), actionNaming(sides.after, after)],
    { affected: sides.affected, differing },
  );
  addAffected(before, sides.before, around);
  addAffected(after, sides.after, around);
}

function addAnswerDifference(before: Answer, after: Answer, differing: Differing): void {
  const { status: _before, ...old } = before;
  const { status: _after, ...fresh } = after;
  if (alike(old, fresh)) return;
  if (old.kind === "value" && fresh.kind === "value")
    differing.addFields(...differingNames(old.value, fresh.value, ""));
  else if (old.kind === "redirect" && fresh.kind === "redirect") differing.addHeaders("location");
  else differing.addBody().addHeaders("content-type", "location");
}

/** What hangs on values that are affected. */
function addAffected(
  owned: OwnedAction,
  blueprint: Blueprint,
  { sides: { affected }, differing }: Around,
): void {
  const { action, entity } = owned;
  const naming = actionNaming(blueprint, owned);
  const hasThing = entity !== undefined && thingParameters(action).length > 0;
  const references = action.inputs.flatMap((input) => [input, ...innerReferences(input)]);
  const judging = [
    ...sourcesOfPermission(action.by, entity),
    ...(hasThing ? [thingsOf(entity.name), fieldOf(entity.name, entity.identifier.name)] : []),
    ...(action.move === undefined || entity === undefined ? [] : [fieldOf(entity.name, action.move.field)]),
    ...references.flatMap(({ references: target }) => (target === undefined ? [] : [thingsOf(target)])),
    ...action.guards.flatMap((guard) => [
      ...sourcesOf(guard.condition, naming),
      ...("refusal" in guard
        ? (guard.refusal.with ?? []).flatMap(({ value }) => [...sourcesOf(value, naming)])
        : []),
    ]),
    ...action.effects.flatMap((effect) =>
      "condition" in effect ? [...sourcesOf(effect.condition, naming)] : [],
    ),
  ];
  if (affected.hasAny(judging)) differing.addStatus();
  const early = [...action.guards, ...action.effects].flatMap((part) =>
    "answer" in part ? [part.condition] : [],
  );
  if (early.some((condition) => affected.hasAny(sourcesOf(condition, naming))))
    differing.addBody().addHeaders("content-type", "location");
  for (const answer of answersOf(action)) addAffectedAnswer(answer, naming, { affected, differing });
}

function addAffectedAnswer(
  answer: Answer,
  naming: Naming,
  { affected, differing }: { affected: Sides["affected"]; differing: Differing },
): void {
  switch (answer.kind) {
    case "thing": {
      const path = { kind: "path" as const, ...answer.target };
      if (affected.hasAny(sourcesOf(path, naming))) differing.addBody();
      const entity = naming.scope.entities.find(({ name }) => name === thingAt(path, naming.scope));
      if (entity !== undefined) differing.addFields(...affected.namesIn(entity));
      break;
    }
    case "value":
      addAffectedValue(answer.value, naming, { affected, differing });
      break;
    case "text":
      if (affected.hasAny(sourcesOf(answer.value, naming))) differing.addBody();
      break;
    case "redirect":
      if (affected.hasAny(sourcesOf(answer.value, naming))) differing.addHeaders("location");
      break;
    case "nothing":
  }
}

/** JSON that is worked out: a list alone has elements, an object properties. */
function addAffectedValue(
  value: Extract<Answer, { kind: "value" }>["value"],
  naming: Naming,
  { affected, differing }: { affected: Sides["affected"]; differing: Differing },
): void {
  const list =
    value.kind === "groups" || (value.kind === "aggregate" && value.name === "list") ? value : undefined;
  if (list?.value === undefined) {
    differing.addFields(...affected.namesOf(value, "", naming));
    return;
  }
  const [which, scope] =
    list.kind === "groups"
      ? [sourcesOfGroups(list, naming), groupScope(list, naming.scope)]
      : [sourcesOfList(list, naming), scopeOf(list.things, naming.scope)];
  if (affected.hasAny(which)) differing.addElements();
  differing.addFields(...affected.namesOf(list.value, "", { ...naming, scope }));
}
