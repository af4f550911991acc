import type { Bindings } from "../expression.ts";
import { StateFailure } from "../failure.ts";
import type { Json } from "../json.ts";
import type { Behaviour } from "../machine.ts";
import type { ChoiceState } from "../schema.ts";
import { compileTemplate, fill, type Template } from "../template.ts";
import type { Transition, Visit } from "../visit.ts";
import { departureOf } from "./departure.ts";

/** Choice: goes where the first rule holds, with that rule's Assign and Output; else to Default with its own. */
export function compileChoice(shape: ChoiceState): Behaviour {
  const rules = shape.Choices.map((rule, index) => ({
    condition: compileTemplate(rule.Condition, `Choices[${index}]/Condition`),
    departure: departureOf(rule, `Choices[${index}]/`),
    next: rule.Next,
  }));
  const departure = departureOf(shape);

  /** Asks the rules from `first` on. A rule that needs waiting for takes up the others after it. */
  function choose(visit: Visit, bindings: Bindings, first: number): Transition | Promise<Transition> {
    for (let index = first; index < rules.length; index += 1) {
      const rule = rules[index];
      if (rule === undefined) break;
      const value = fill(rule.condition, bindings, visit);
      if (value instanceof Promise) {
        return value.then((settled) =>
          holds(rule, settled)
            ? visit.depart(rule.departure, rule.next, visit.input)
            : choose(visit, bindings, index + 1),
        );
      }
      if (holds(rule, value)) return visit.depart(rule.departure, rule.next, visit.input);
    }
    if (shape.Default !== undefined) return visit.depart(departure, shape.Default, visit.input);
    throw new StateFailure(
      "States.Runtime",
      visit.frame("Failed to transition out of the state. The state does not point to a next state."),
    );
  }

  return (visit) => choose(visit, visit.bindings(), 0);
}

function holds({ condition }: { condition: Template }, value: Json): boolean {
  if (condition.kind === "expression") condition.expression.expect(value, "boolean");
  return value === true;
}
