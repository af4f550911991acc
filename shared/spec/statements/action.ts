import { type Action, type Answer, type Move, thingParameters } from "../../blueprint/action.ts";
import type { Entity } from "../../blueprint/entity.ts";
import { deletesItself } from "../../blueprint/gone-consistency.ts";
import type { Permission } from "../../blueprint/refusal.ts";
import { optional } from "../phrases/field-type.ts";
import { addGuard, type GuardPhrase, settleGuard } from "../phrases/guard.ts";
import { judgedLines } from "../phrases/judged.ts";
import { checkMove } from "../phrases/move.ts";
import { type PermissionPhrase, permissionText, settlePermission } from "../phrases/permission.ts";
import { type RefusalPhrase, settleRefusal } from "../phrases/refusal.ts";
import type { RoutePhrase } from "../phrases/route.ts";
import { actionScope, entityScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";
import { twoPermissions } from "./routes.ts";

export const actionHeading: Statement = {
  rule: "ActionHeading",
  about: "can mark return pay cancel borrow book approve close send transfer move",
  places: ["action heading"],
  title: "An action",
  meaning:
    "A route that takes inputs, checks, changes one thing or several in one step, and answers. Below a thing's heading and with its identifier in the path it acts on that thing: its fields are used by their names, or with `its` where an input has the same. Statements below the heading say what it takes, who may, what must be true, what it changes, in order, and what it answers; without an answer it shows the thing, or nothing (204) where there is none any more. What it takes comes from the body, of a `GET` from the query (a list as `?tag=a&tag=b`), and from the path where a parameter has the input's name: `` ### Day: `GET /days/{date}` `` with `- date: date` and `- least: number` answers `/days/2026-01-31?least=2`.",
  ways: ["### NAME: `POST /things/{id}/verb`"],
  grammar: `
  ActionHeading = actionName ":" route
  actionName (the name of an action) = (~":" any)+
`,
  meanings: {
    ActionHeading: (name, route): Change => {
      const said: string = name.sourceString.trim();
      const { method, path }: RoutePhrase = route.value();
      return (draft) => {
        const { blueprint, entity } = draft;
        const made: Action = {
          name: said,
          method,
          path,
          inputs: [],
          values: [],
          guards: [],
          effects: [],
          answer: { kind: "nothing", status: 204 },
        };
        const { answer } = made;
        draft.later("names", () => {
          if (made.answer !== answer) return;
          made.answer = usualAnswer(made, entity);
          const { answer: usual } = made;
          // What is deleted is known when all that effects name is looked up.
          draft.later("values", () =>
            draft.later("values", () => {
              if (made.answer === usual) made.answer = usualAnswer(made, entity);
            }),
          );
        });
        (entity?.actions ?? blueprint.actions).push(made);
        draft.action = made;
        draft.made(made);
      };
    },
  },
  print: {},
  examples: [
    "### Rename: `POST /things/{id}/rename`\n- to: text, required\n- Sets name to to",
    "### Long: `GET /long/{from}`\n- from: whole number, at least 1\n- most: whole number, default 80\n- Answers list of {id, name} of all things where length(name) >= from and length(name) <= most by -name (200)",
    "### Health: `GET /health`\n- Answers {ok: true}",
  ],
};

function anyonePath({ name }: Action, entity: Entity | undefined): string {
  return `${entity === undefined ? "" : `entities/${entity.name}/`}actions/${name}/byAnyone`;
}

/** What an action answers of which nothing is said: its thing, or nothing. */
export function usualAnswer(action: Action, entity: Entity | undefined): Answer {
  return entity !== undefined && thingParameters(action).length > 0 && !deletesItself(action)
    ? { kind: "thing", status: 200, target: { scope: "own", names: [] } }
    : { kind: "nothing", status: 204 };
}

export const actionBy: Statement = {
  rule: "ActionBy",
  places: ["action"],
  title: "Who may act",
  meaning:
    "Other callers are refused, with 403 or the status given. `its FIELD` is the caller whose name the field holds. `By a caller` and `By anyone`: as of routes.",
  ways: [
    "- By ROLE (STATUS `code`)",
    "- By ROLE or its FIELD (STATUS)",
    "- By a caller (401)",
    "- By anyone",
  ],
  grammar: `
  ActionBy = "by" "anyone"  -- anyone
           | ~HandBegin Permission  -- by
`,
  meanings: {
    ActionBy_anyone: (): Change => (draft) => {
      const { action, entity } = draft;
      if (action === undefined) return;
      action.byAnyone = true;
      draft.made(anyonePath(action, entity));
    },
    ActionBy_by: (permission): Change => {
      const said: PermissionPhrase = permission.value();
      return (draft) => {
        const { action, entity, blueprint } = draft;
        if (action === undefined) return;
        if (action.by !== undefined) draft.fail(twoPermissions);
        const made: Permission = settlePermission(said, {
          draft,
          scope: () => entityScope(blueprint, entity),
        });
        action.by = made;
        draft.made(made);
      };
    },
  },
  print: {
    action: (action, entity, blueprint) => {
      const { by, byAnyone } = action;
      if (byAnyone === true) return [{ text: "By anyone", of: anyonePath(action, entity) }];
      if (by === undefined) return [];
      const text = permissionText(by, entityScope(blueprint, entity));
      return [{ text: `B${text.slice(1)}`, of: by }];
    },
  },
  examples: [
    "### Rename: `POST /things/{id}/rename`\n- owner: text\n- By its name (403)\n- Sets name to owner otherwise name",
  ],
};

export const actionMove: Statement = {
  rule: "ActionMove",
  about: "state status becomes open closed pending workflow",
  places: ["action"],
  title: "A change of state",
  meaning:
    "Refused unless the field has one of the first values; then it gets the last. It stands before other changes; under a condition, or after them, `Sets state to closed if ...` sets it.",
  ways: [
    "- Moves FIELD from VALUE to VALUE (STATUS `code`)",
    "- Moves FIELD from VALUE, VALUE or VALUE to VALUE (STATUS)",
  ],
  grammar: '\n  ActionMove = "moves" name "from" Values "to" value Refusal?\n',
  meanings: {
    ActionMove: (name, from, to, refusal): Change => {
      const said = { field: name.value(), from: from.value(), to: to.value() };
      const refused = optional<RefusalPhrase>(refusal);
      return (draft) => {
        const { action, entity, blueprint } = draft;
        if (action === undefined) return;
        if (action.effects.length > 0)
          draft.fail(
            "A move of state stands before what else the action changes. How it was before is said by a named value above: `wasOpen = state is open`.",
          );
        const around = { draft, scope: () => actionScope(blueprint, action, entity) };
        const made: Move = {
          ...(action.guards.length > 0 && { after: action.guards.length }),
          ...said,
          refusal: settleRefusal(refused, () => blueprint.refusals.conflict, around),
        };
        action.move = made;
        draft.made(made);
        draft.later("values", () => {
          if (entity === undefined) {
            draft.fail("Only an action of a thing moves its state: put it below the thing's heading.");
            return;
          }
          checkMove(draft, entity, made);
        });
      };
    },
  },
  print: {
    action: (action, entity, blueprint) => judgedLines(action, actionScope(blueprint, action, entity)).rest,
  },
  examples: [
    "- state: state of open, paid or sent\n\n### Pay: `POST /things/{id}/pay`\n- Moves state from open to paid (409 `not_open`)",
  ],
};

export const actionGuard: Statement = {
  rule: "ActionGuard",
  places: ["action"],
  title: "What must be true",
  meaning:
    "Judged before anything is changed, in the order in which they stand. Refused with 409 where no status is said. One about inputs alone that is refused as invalid values are, `of FIELD`, is told with the other wrong fields.",
  ways: ["- Only if CONDITION (STATUS `code`)"],
  grammar: "\n  ActionGuard = Guard\n",
  meanings: {
    ActionGuard: (guard): Change => {
      const said: GuardPhrase = guard.value();
      return (draft) => {
        const { action, entity, blueprint } = draft;
        if (action === undefined) return;
        const made = settleGuard(said, { draft, scope: () => actionScope(blueprint, action, entity) });
        addGuard(draft, action, made);
      };
    },
  },
  print: {},
  examples: [
    "### Rename: `POST /things/{id}/rename`\n- to: text, required\n- Only if to is not name (409 `same`)\n- Sets name to to",
  ],
};
