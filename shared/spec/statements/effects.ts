import type { Action, Answer, Effect } from "../../blueprint/action.ts";
import type { Entity } from "../../blueprint/entity.ts";
import type { Expression, Things } from "../../blueprint/expression.ts";
import { memberType, type Scope, scopeOf, typeOf, type ValueType } from "../../blueprint/value-type.ts";
import type { Draft } from "../draft.ts";
import { printExpression, printName, printValue } from "../expressions/print.ts";
import { optional } from "../phrases/field-type.ts";
import { actionScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";

type Target = Extract<Effect, { kind: "delete" }>["target"];
type PathPhrase = Extract<Expression, { kind: "path" }>;
type Assignment = { field: string; value: Expression };

/** A change of the action that is being read, with what it knows. */
function inAction(work: (draft: Draft, action: Action, scope: () => Scope) => void): Change {
  return (draft) => {
    const { action, entity, blueprint } = draft;
    if (action !== undefined) work(draft, action, () => actionScope(blueprint, action, entity));
  };
}

/** Finds out which thing a path means; the action's own when it is empty. */
function settleTarget(
  draft: Draft,
  raw: PathPhrase,
  scope: Scope,
  set: (target: Target, entity: Entity) => void,
): void {
  const path = draft.resolve(raw, scope, undefined);
  if (path?.kind !== "path") return;
  const type = typeOf(path, scope);
  const entity = scope.entities.find(({ name }) => type.kind === "thing" && name === type.entity);
  if (entity === undefined)
    draft.fail(`\`${raw.names.join(".") || "it"}\` is no thing that an effect could change.`);
  else if (path.scope === "own" || path.scope === "input" || path.scope === "created") {
    set({ scope: path.scope, names: path.names }, entity);
  } else draft.fail("A named value can't be changed: name the thing itself.");
}

function fieldTypeOf(draft: Draft, entity: Entity, name: string): ValueType | undefined {
  const type = memberType(entity, name);
  if (type === undefined) draft.fieldNamed(entity, name);
  return type;
}

export const effectSet: Statement = {
  rule: "EffectSet",
  places: ["action"],
  title: "Setting a field",
  meaning:
    "Sets a field of the action's thing, of a thing that it refers to, or of one that an input names (`to.balance`); or of each of several things, whose fields are then used by their names and the action's own with `its`.",
  ways: [
    "- Sets FIELD to EXPRESSION",
    "- Sets REFERENCE.FIELD to EXPRESSION",
    "- Sets FIELD to EXPRESSION in each of its THINGS where CONDITION",
  ],
  grammar: `
  EffectSet = "sets" name "to" Expression "in" "each" "of" Things  -- each
            | "sets" Path "to" Expression  -- one
`,
  meanings: {
    EffectSet_one: (_sets, path, _to, value): Change => {
      const raw: PathPhrase = path.value();
      const said: Expression = value.value();
      return inAction((draft, action, scope) => {
        const field = raw.names.at(-1) ?? "";
        const effect: Effect = { kind: "set", target: { scope: "own", names: [] }, field, value: said };
        action.effects.push(effect);
        draft.made(effect);
        const before = action.effects.slice();
        draft.later("values", () => {
          const around = createdBefore(scope(), before);
          const thing: PathPhrase = { ...raw, names: raw.names.slice(0, -1) };
          const bare = { ...thing, scope: "own" as const };
          settleTarget(draft, thing.names.length === 0 ? bare : thing, around, (target, entity) => {
            effect.target = target;
            const type = fieldTypeOf(draft, entity, field);
            const resolved = type && draft.resolve(said, around, type);
            if (resolved !== undefined) effect.value = resolved;
          });
        });
      });
    },
    EffectSet_each: (_sets, name, _to, value, _in, _each, _of, things): Change => {
      const field: string = name.value();
      const said: Expression = value.value();
      const raw: Things = things.value();
      return inAction((draft, action, scope) => {
        const effect: Effect = { kind: "set-each", things: raw, field, value: said };
        action.effects.push(effect);
        draft.made(effect);
        draft.later("values", () => {
          const found = settleThings(draft, raw, scope());
          if (found === undefined) return;
          effect.things = found;
          const inner = scopeOf(found, scope());
          const type = inner.own && fieldTypeOf(draft, inner.own, field);
          const resolved = type && draft.resolve(said, inner, type);
          if (resolved !== undefined) effect.value = resolved;
        });
      });
    },
  },
  print: {},
  examples: ["### Rename: `POST /things/{id}/rename`\n- to: text, required\n- Sets name to to"],
};

export const effectCreate: Statement = {
  rule: "EffectCreate",
  places: ["action"],
  title: "Creating a thing",
  meaning:
    "Makes a thing with the given fields; the others get their defaults. Its rules hold as for any other. Later statements of the action call it by its kind: `Answers loan (201)`, `loan.dueOn`.",
  ways: ["- Creates a THING with FIELD = EXPRESSION, FIELD = EXPRESSION"],
  grammar: `
  EffectCreate = "creates" Article name EffectWith?
  Article = "a" | "an"
  EffectWith = "with" NonemptyListOf<Assignment, ",">
  Assignment = name "=" Or
`,
  meanings: {
    EffectCreate: (_creates, _a, name, assignments): Change => {
      const said: string = name.value();
      const raw = optional<Assignment[]>(assignments) ?? [];
      return inAction((draft, action, scope) => {
        const effect: Effect = { kind: "create", entity: said, values: raw };
        const before = action.effects.slice();
        action.effects.push(effect);
        draft.made(effect);
        draft.later("names", () => {
          effect.entity = draft.entityNamed(said)?.name ?? said;
        });
        draft.later("values", () => {
          const entity = draft.blueprint.entities.find((one) => one.name === effect.entity);
          if (entity === undefined) return;
          const around = createdBefore(scope(), before);
          effect.values = raw.map(({ field, value }) => {
            const type = fieldTypeOf(draft, entity, field);
            return { field, value: (type && draft.resolve(value, around, type)) ?? value };
          });
        });
      });
    },
    EffectWith: (_with, list) => list.value(),
    Assignment: (name, _is, value): Assignment => ({ field: name.value(), value: value.value() }),
  },
  print: {},
  examples: [
    '### Copy: `POST /things/{id}/copy`\n- Creates a thing with name = name + " again"\n- Answers thing (201)',
  ],
};

export const effectDelete: Statement = {
  rule: "EffectDelete",
  places: ["action"],
  title: "Deleting things",
  meaning:
    "Deletes the action's thing, a thing that it refers to or that an input names, or each of several.",
  ways: ["- Deletes it", "- Deletes REFERENCE", "- Deletes each of its THINGS where CONDITION"],
  grammar: `
  EffectDelete = "deletes" "each" "of" Things  -- each
               | "deletes" Path  -- one
`,
  meanings: {
    EffectDelete_one: (_deletes, path): Change => {
      const raw: PathPhrase = path.value();
      return inAction((draft, action, scope) => {
        const effect: Effect = { kind: "delete", target: { scope: "own", names: [] } };
        const before = action.effects.slice();
        action.effects.push(effect);
        draft.made(effect);
        draft.later("values", () => {
          settleTarget(draft, raw, createdBefore(scope(), before), (target) => {
            effect.target = target;
          });
        });
      });
    },
    EffectDelete_each: (_deletes, _each, _of, things): Change => {
      const raw: Things = things.value();
      return inAction((draft, action, scope) => {
        const effect: Effect = { kind: "delete-each", things: raw };
        action.effects.push(effect);
        draft.made(effect);
        draft.later("values", () => {
          effect.things = settleThings(draft, raw, scope()) ?? raw;
        });
      });
    },
  },
  print: {
    action: (action, entity, blueprint) =>
      action.effects.map((effect, index) => {
        const scope = createdBefore(actionScope(blueprint, action, entity), action.effects.slice(0, index));
        return { text: effectText(effect, scope), of: effect };
      }),
  },
  examples: ["### Drop: `POST /things/{id}/drop`\n- Deletes it\n- Answers nothing (204)"],
};

export const actionAnswer: Statement = {
  rule: "ActionAnswer",
  places: ["action"],
  title: "What an action answers",
  meaning:
    "A thing as its kind is shown, JSON that is worked out after the changes, plain text, a redirect, or nothing. Without a status: 200, for a redirect 302, for nothing 204.",
  ways: [
    "- Answers REFERENCE (STATUS)",
    "- Answers {NAME: EXPRESSION} (STATUS)",
    "- Answers text EXPRESSION (STATUS)",
    "- Redirects to EXPRESSION (STATUS)",
    "- Answers nothing (STATUS)",
  ],
  grammar: `
  ActionAnswer = "answers" "nothing" Status?  -- nothing
               | "answers" "text" Expression Status?  -- text
               | "redirects" "to" Expression Status?  -- redirect
               | "answers" Expression Status?  -- value
`,
  meanings: {
    ActionAnswer_nothing: (_answers, _nothing, status): Change => {
      const said = optional<number>(status) ?? 204;
      return inAction((draft, action) => {
        action.answer = { kind: "nothing", status: said };
        draft.made(action.answer);
      });
    },
    ActionAnswer_text: (_answers, _text, value, status) =>
      answerWith("text", value.value(), optional<number>(status) ?? 200),
    ActionAnswer_redirect: (_redirects, _to, value, status) =>
      answerWith("redirect", value.value(), optional<number>(status) ?? 302),
    ActionAnswer_value: (_answers, value, status) =>
      answerWith("value", value.value(), optional<number>(status) ?? 200),
  },
  print: {
    action: (action, entity, blueprint) => {
      const usual = entity !== undefined && action.path.includes(":") ? "thing" : "nothing";
      const { answer } = action;
      const isUsual =
        answer.kind === usual &&
        (answer.kind === "thing"
          ? answer.status === 200 && answer.target.scope === "own" && answer.target.names.length === 0
          : answer.status === 204);
      if (isUsual) return [];
      return [{ text: answerText(answer, actionScope(blueprint, action, entity)), of: answer }];
    },
  },
  examples: [
    "### Health: `GET /health`\n- Answers {ok: true}",
    '### Shout: `GET /things/{id}/shout`\n- Answers text name + "!"',
    '### Look up: `GET /things/{id}/look`\n- Redirects to "https://example.com/" + name',
  ],
};

function answerWith(kind: "value" | "text" | "redirect", raw: Expression, status: number): Change {
  return inAction((draft, action, scope) => {
    const answer: Answer & { value: Expression } = { kind, status, value: raw };
    action.answer = answer;
    draft.made(answer);
    draft.later("values", () => {
      const resolved = draft.resolve(raw, scope(), kind === "value" ? undefined : "text");
      if (resolved === undefined) return;
      const type = typeOf(resolved, scope());
      const isThing = kind === "value" && resolved.kind === "path" && type.kind === "thing";
      if (
        isThing &&
        (resolved.scope === "own" || resolved.scope === "input" || resolved.scope === "created")
      ) {
        action.answer = { kind: "thing", status, target: { scope: resolved.scope, names: resolved.names } };
        draft.replaced(answer, action.answer);
      } else answer.value = resolved;
    });
  });
}

/** Things with their names resolved: read as the count of them. */
function settleThings(draft: Draft, things: Things, scope: Scope): Things | undefined {
  const counted = draft.resolve({ kind: "aggregate", name: "count", things }, scope, undefined);
  return counted?.kind === "aggregate" ? counted.things : undefined;
}

/** A thing can be named once the effect that makes it has been. */
function createdBefore(scope: Scope, effects: readonly Effect[]): Scope {
  return {
    ...scope,
    created: effects.flatMap((effect) => (effect.kind === "create" ? [effect.entity] : [])),
  };
}

function effectText(effect: Effect, scope: Scope): string {
  switch (effect.kind) {
    case "set": {
      const entity = targetEntity(effect.target, scope);
      const type = entity && memberType(entity, effect.field);
      const path = targetText(effect.target, scope);
      return `Sets ${path === "it" ? printName(effect.field) : `${path}.${effect.field}`} to ${printValue(effect.value, scope, type)}`;
    }
    case "set-each": {
      const inner = scopeOf(effect.things, scope);
      const type = inner.own && memberType(inner.own, effect.field);
      return `Sets ${effect.field} to ${printValue(effect.value, inner, type)} in each of ${thingsText(effect.things, scope)}`;
    }
    case "create": {
      const entity = scope.entities.find(({ name }) => name === effect.entity);
      const values = effect.values.map(({ field, value }) => {
        const text = printValue(value, scope, entity && memberType(entity, field));
        return `${field} = ${value.kind === "cases" ? `(${text})` : text}`;
      });
      const article = /^[aeiou]/i.test(effect.entity) ? "an" : "a";
      return `Creates ${article} ${effect.entity}${values.length === 0 ? "" : ` with ${values.join(", ")}`}`;
    }
    case "delete":
      return `Deletes ${targetText(effect.target, scope)}`;
    case "delete-each":
      return `Deletes each of ${thingsText(effect.things, scope)}`;
  }
}

function targetEntity(target: Target, scope: Scope): Entity | undefined {
  const type = typeOf({ kind: "path", ...target }, scope);
  return scope.entities.find(({ name }) => type.kind === "thing" && name === type.entity);
}

function targetText(target: Target, scope: Scope): string {
  return printExpression({ kind: "path", ...target }, scope);
}

function thingsText(things: Things, scope: Scope): string {
  return printExpression({ kind: "aggregate", name: "count", things }, scope).replace(/^count of /, "");
}

function answerText(answer: Answer, scope: Scope): string {
  const { status } = answer;
  switch (answer.kind) {
    case "nothing":
      return `Answers nothing (${status})`;
    case "thing":
      return `Answers ${targetText(answer.target, scope)} (${status})`;
    case "text":
      return `Answers text ${printExpression(answer.value, scope)} (${status})`;
    case "redirect":
      return `Redirects to ${printExpression(answer.value, scope)} (${status})`;
    case "value":
      return `Answers ${printExpression(answer.value, scope)} (${status})`;
  }
}
