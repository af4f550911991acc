import type { Operation } from "../blueprint/entity.ts";
import { type Expression, looksAt, ownNamesRead } from "../blueprint/expression.ts";
import { expressionsOf, type Guard } from "../blueprint/refusal.ts";
import { memberOf } from "../code/literal.ts";
import { requireCode } from "./guard-code.ts";
import { type EntityModel, fieldNamed } from "./model.ts";
import { bodyFields } from "./nesting.ts";
import type { SqlScope } from "./sql-scope.ts";

/** Where a create has what it stores: the code of each field that callers give, or that the path says. */
interface GivenCode {
  model: EntityModel;
  scope: SqlScope;
  /** Code of the reference that the path says, where the body is not asked for it. */
  above?: { field: string; code: string } | undefined;
}

/**
 * The guards of a create, from the first on, that hang on what is given alone: they are judged before the thing is made, and so
 * before its values are found to be taken. `rest` are judged on the thing as it then stands.
 */
export function guardsOfGiven(
  { guards = [] }: Pick<Operation, "guards">,
  around: GivenCode,
): { statements: string[]; rest: Guard[] } {
  const end = guards.findIndex((guard) => !expressionsOf(guard).every((part) => isOfGiven(part, around)));
  const [early, rest] = end < 0 ? [guards, []] : [guards.slice(0, end), guards.slice(end)];
  const statements = early.map((guard) =>
    requireCode("new Database(storage.sql)", "", asGiven(guard), givenScope(around)),
  );
  return { statements, rest };
}

function isOfGiven(expression: Expression, { model, above }: GivenCode): boolean {
  const names = [...ownNamesRead(expression)];
  const isGiven = (name: string) =>
    name === above?.field ||
    bodyFields(model).some(({ field }) => field.name === name && field.default !== "now");
  return (
    names.length > 0 &&
    names.every(isGiven) &&
    !looksAt(expression, ({ scope, names: path }) => scope !== "own" || path.length === 0) &&
    !/"kind":"(aggregate|groups|fits)"/.test(JSON.stringify(expression))
  );
}

/** The same of what is given, as of inputs. */
function asGiven(guard: Guard): Guard {
  return JSON.parse(JSON.stringify(guard), (_, part) =>
    part?.kind === "path" && part.scope === "own" ? { ...part, scope: "input" } : part,
  );
}

function givenScope({ model, scope, above }: GivenCode): SqlScope {
  const unknown = (name: string): never => {
    throw new Error(`A create knows no ${name}.`);
  };
  return {
    ...scope,
    own: undefined,
    ownRow: undefined,
    inputs: model.entity.fields,
    code: {
      inputs: (name) =>
        name === above?.field ? above.code : memberOf("input", fieldNamed(model, name).name),
      values: unknown,
      created: unknown,
    },
  };
}
