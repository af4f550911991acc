import type { Each, Effect } from "../../blueprint/action.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { entityOf, type Scope } from "../../blueprint/value-type.ts";
import { inAction } from "../change.ts";
import type { Draft } from "../draft.ts";
import { quoteMark } from "../expressions/grammar.ts";
import { fieldTypeOf, type PathPhrase, settleTarget } from "../phrases/effect.ts";
import { optional } from "../phrases/field-type.ts";
import { addEffect, settleRounds } from "../phrases/only-when.ts";
import type { Change, Statement } from "../statement.ts";

export const effectSet: Statement = {
  rule: "EffectSet",
  about: "lowers raises stock balance adds subtracts every line item",
  places: ["action"],
  title: "Setting a field",
  meaning:
    "Sets a field of the action's thing, of one that it refers to or an input names (`to.balance`). With `for each of`, done for each in turn: of things (`its` or `all THINGS`), or of the elements of a list (`lines`, `its lines`), whose references are followed. Names are then each one's first, and `its NAME` is what is around. With `if`, which all effects but moves may have, only where the condition is true at that point, judged once. Rules hold at the action's end.",
  ways: [
    "- Sets FIELD to EXPRESSION",
    "- Sets REFERENCE.FIELD to EXPRESSION",
    "- Sets FIELD to EXPRESSION for each of its THINGS where CONDITION by FIELD",
    "- Sets REFERENCE.FIELD to EXPRESSION for each of LIST",
    "- Sets FIELD to EXPRESSION if CONDITION",
  ],
  grammar: `
  EffectSet = "sets" Path "to" Expression EachOf? OnlyWhen?
`,
  meanings: {
    EffectSet: (path, value, each, when): Change => {
      const raw: PathPhrase = path.value();
      const said: Expression = value.value();
      const rawEach = optional<Each>(each);
      const condition = optional<Expression>(when);
      const isBare = value.children[0]?.ctorName === "Cases";
      return inAction((draft, action, scope) => {
        const field = (raw.names.at(-1) ?? "").replace(quoteMark, "");
        const effect: Effect = {
          kind: "set",
          target: { scope: "own", names: [] },
          field,
          value: said,
          ...(rawEach && { each: rawEach }),
          ...(condition && { condition }),
        };
        if (condition !== undefined && isBare)
          draft.fail(
            "The last `if` could be of the value or of the whole statement: put the value in brackets, as in `Sets price to (2 if isNew, else 1) if isOpen`, or its end, as in `2 if isNew, else (1 if isOpen, else 3)`.",
            undefined,
            { within: condition },
          );
        const settle = (around: Scope) => {
          const inner = settleRounds(draft, effect, around);
          const thing = inner && thingOf(draft, raw, inner);
          if (inner === undefined || thing === undefined) return;
          settleTarget(draft, thing, inner, (target, entity) => {
            effect.target = target;
            const type = fieldTypeOf(draft, entity, field);
            const resolved = type && draft.resolve(said, inner, type);
            if (resolved !== undefined) effect.value = resolved;
          });
        };
        addEffect(draft, action, effect, { scope, settle });
      });
    },
  },
  print: {},
  examples: [
    "### Rename: `POST /things/{id}/rename`\n- to: text, required\n- Sets name to to",
    "### Rename all: `POST /things/rename`\n- lines: list of {thing: thing, required; name: text, required}, required\n- Sets thing.name to name for each of lines",
    '### Mend: `POST /things/{id}/mend`\n- Sets name to trim(name) + "." if not contains(name, ".")',
  ],
};

/** The thing whose field a path ends in: bare names are those of the action's thing, or of each. */
function thingOf(draft: Draft, raw: PathPhrase, scope: Scope): PathPhrase | undefined {
  const names = raw.names.slice(0, -1);
  if (names.length > 0) return { ...raw, names };
  const isEach = scope.around !== undefined;
  const field = (raw.names[0] ?? "").replace(quoteMark, "");
  if (!isEach || raw.scope === "own") {
    if (scope.own === undefined || entityOf(scope.own) !== undefined) return { ...raw, scope: "own", names };
    draft.fail(
      `\`${field}\` would be a property of an element of a list, which can't be changed alone: name the thing to change, as in \`its ${field}\` or \`product.${field}\`.`,
      field,
    );
    return undefined;
  }
  if (scope.outer !== undefined) return { ...raw, names };
  draft.fail(`There is no thing here that could have \`${field}\` of its own.`, field);
  return undefined;
}
