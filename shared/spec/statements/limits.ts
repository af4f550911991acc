import type { Expression } from "../../blueprint/expression.ts";
import type { Limit, NoOverlap } from "../../blueprint/rules.ts";
import { inEntity } from "../change.ts";
import { printCondition, printExpression } from "../expressions/print.ts";
import { optional } from "../phrases/field-type.ts";
import { type RefusalPhrase, refusalText, settleRefusal } from "../phrases/refusal.ts";
import { besideScope, entityScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";

type Period = NonNullable<Limit["period"]>;

export const limit: Statement = {
  rule: "LimitLine",
  about: "more most maximum limit many only capacity",
  places: ["entity"],
  title: "A limit on how many",
  meaning:
    "At most so many of these things for each thing that a reference names, or of all, counting those for which a condition is true; `each day by FIELD` counts those of the same day (UTC; weeks begin on Monday). The number may be an expression about the reference's thing.",
  ways: [
    "- At most NUMBER for each REFERENCE (STATUS `code`)",
    "- At most NUMBER for each REFERENCE where CONDITION (STATUS `code`)",
    "- At most NUMBER for each REFERENCE each DAY by FIELD where CONDITION (STATUS `code`)",
    "- At most NUMBER in all (STATUS `code`)",
  ],
  grammar: `
  LimitLine = "at" "most" Otherwise LimitPer LimitPeriod? Where? Refusal?
  LimitPer = "for" "each" name  -- each
           | "in" "all"  -- all
  LimitPeriod = "each" durationUnit "by" name
`,
  meanings: {
    LimitLine: (most, per, period, where, refusal): Change => {
      const raw: Expression = most.value();
      const reference: string | undefined = per.value();
      const within = optional<Period>(period);
      const condition = optional<Expression>(where);
      const said = optional<RefusalPhrase>(refusal);
      return inEntity((draft, entity, scope) => {
        const { blueprint } = draft;
        const made: Limit = {
          ...(reference !== undefined && { per: reference }),
          most: raw,
          ...(condition !== undefined && { where: condition }),
          ...(within !== undefined && { period: within }),
          refusal: settleRefusal(said, () => blueprint.refusals.conflict, { draft, scope }),
        };
        entity.limits.push(made);
        draft.made(made);
        const around = () => {
          const field = reference === undefined ? undefined : draft.fieldNamed(entity, reference);
          if (field !== undefined && field.type !== "reference")
            draft.fail(
              `\`${field.name}\` is no reference to a thing, so there is nothing to count for.`,
              field.name,
            );
          return { ...scope(), own: blueprint.entities.find(({ name }) => name === field?.references) };
        };
        draft.expression(raw, around, "number", (resolved) => {
          made.most = resolved;
        });
        if (condition !== undefined) {
          draft.expression(condition, scope, "truth", (resolved) => {
            made.where = resolved;
          });
        }
        if (within !== undefined) draft.later("values", () => draft.fieldNamed(entity, within.field));
      });
    },
    LimitPer_each: (name) => name.value(),
    LimitPer_all: () => undefined,
    LimitPeriod: (unit, name): Period => ({
      unit: unit.sourceString.toLowerCase() as Period["unit"],
      field: name.value(),
    }),
  },
  print: {
    entity: (entity, blueprint) => {
      const scope = entityScope(blueprint, entity);
      return entity.limits.map((one) => {
        const { per, most, where, period, refusal } = one;
        const reference = entity.fields.find(({ name }) => name === per)?.references;
        const around = { ...scope, own: blueprint.entities.find(({ name }) => name === reference) };
        const isLoose = !["literal", "path"].includes(most.kind);
        const number = isLoose ? `(${printExpression(most, around)})` : printExpression(most, around);
        const parts = [
          `At most ${number} ${per === undefined ? "in all" : `for each ${per}`}`,
          ...(period === undefined ? [] : [`each ${period.unit} by ${period.field}`]),
          ...(where === undefined ? [] : [`where ${printCondition(where, scope)}`]),
          refusalText(refusal, scope),
        ];
        return { text: parts.join(" "), of: one };
      });
    },
  },
  examples: ["- At most 100 in all (409 `full`)", "- At most 5 in all where length(name) > 3 (409)"],
};

export const noOverlap: Statement = {
  rule: "NoOverlapLine",
  about: "overlap conflict double booking period same time",
  places: ["entity"],
  title: "Periods that never overlap",
  meaning:
    "Among the things that agree in the named fields and for which the condition is true, no two periods from the first field to the second overlap. One may begin when another ends. `other` is as of what is unique together.",
  ways: [
    "- Never overlap from FIELD to FIELD (STATUS `code`, with NAME: other.FIELD)",
    "- Never overlap from FIELD to FIELD for the same FIELD, FIELD where CONDITION (STATUS `code`)",
  ],
  grammar: `
  NoOverlapLine = "never" "overlap" "from" name "to" name OverlapPer? Where? Refusal?
  OverlapPer = "for" "the" "same" NonemptyListOf<name, ",">
`,
  meanings: {
    NoOverlapLine: (from, to, per, where, refusal): Change => {
      const condition = optional<Expression>(where);
      const said = optional<RefusalPhrase>(refusal);
      const fields = { from: from.value(), to: to.value(), per: optional<string[]>(per) ?? [] };
      return inEntity((draft, entity, scope) => {
        const { blueprint } = draft;
        const beside = () => besideScope(blueprint, entity);
        const made: NoOverlap = {
          ...fields,
          ...(condition !== undefined && { where: condition }),
          refusal: settleRefusal(said, () => blueprint.refusals.conflict, { draft, scope: beside }),
        };
        entity.noOverlaps.push(made);
        draft.made(made);
        draft.later("values", () => {
          draft.membersNamed(entity, [made.from, made.to, ...made.per]);
        });
        if (condition !== undefined) {
          draft.expression(condition, scope, "truth", (resolved) => {
            made.where = resolved;
          });
        }
      });
    },
    OverlapPer: (names) => names.value(),
  },
  print: {
    entity: (entity, blueprint) => {
      const scope = entityScope(blueprint, entity);
      return entity.noOverlaps.map((one) => {
        const { from, to, per, where, refusal } = one;
        const parts = [
          `Never overlap from ${from} to ${to}`,
          ...(per.length === 0 ? [] : [`for the same ${per.join(", ")}`]),
          ...(where === undefined ? [] : [`where ${printCondition(where, scope)}`]),
          refusalText(refusal, besideScope(blueprint, entity)),
        ];
        return { text: parts.join(" "), of: one };
      });
    },
  },
  examples: [
    "- startsAt: moment, required\n- endsAt: moment, required\n- Never overlap from startsAt to endsAt for the same name (409 `overlap`)",
    "- from: date\n- to: date\n- Never overlap from from to to (409 `overlap`, with taken: other.id)",
  ],
};
