import type { Entity } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { expressionOf, type Lapse } from "../../blueprint/lapse.ts";
import { inEntity } from "../change.ts";
import type { Draft } from "../draft.ts";
import { lapseText } from "../phrases/lapse.ts";
import { checkMove } from "../phrases/move.ts";
import { entityScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";

export const movesByItself: Statement = {
  rule: "MovesByItself",
  about: "expires lapses after timeout minutes automatically held reserved becomes overdue",
  places: ["entity"],
  title: "A state that lapses",
  meaning:
    "So long after FIELD was last set, or once a condition is true: from that moment on, for whatever looks. One may follow another while nobody calls; where a condition says more than comparisons with `now` and `today`, by the call that finds it true. No rule is judged. Things older than the statement count from the first call after it.",
  ways: [
    "- Moves FIELD from VALUE to VALUE by itself after DURATION",
    "- Moves FIELD from VALUE or VALUE to VALUE by itself when CONDITION",
  ],
  grammar: `
  MovesByItself = "moves" name "from" Values "to" value "by" "itself" ByItself
  ByItself = "after" Duration  -- after
           | "when" Or  -- when
`,
  meanings: {
    MovesByItself: (name, from, to, due): Change => {
      const move = { field: name.value(), from: from.value(), to: to.value() };
      return adding({ move, due: due.value() }, (draft, entity) => checkMove(draft, entity, move));
    },
    ByItself_after: (duration): Lapse["due"] => ({ after: duration.value() }),
    ByItself_when: (condition): Lapse["due"] => ({ when: condition.value() }),
  },
  print: {
    // Both kinds, since they keep their order.
    entity: (entity, blueprint) => {
      const scope = entityScope(blueprint, entity);
      return (entity.lapses ?? []).map((lapse) => ({ text: lapseText(lapse, scope), of: lapse }));
    },
  },
  examples: [
    "- state: state of drying, cracked or fired\n- Moves state from drying to cracked by itself after 45 minutes",
    "- days: whole number\n- dueOn: date\n- state: state of open, late, lost or done\n- Moves state from open to late by itself when dueOn < today\n- Moves state from late or done to lost by itself after days days",
  ],
};

export const deletedByItself: Statement = {
  rule: "DeletedByItself",
  about: "expires expire deleted removed after days automatically temporary retention",
  places: ["entity"],
  title: "Things that expire",
  meaning:
    "As a state lapses, so long after it was made or once a condition is true, a thing goes, as by a deletion; what another thing `keeps` stays until it may go.",
  ways: ["- Deleted by itself after DURATION", "- Deleted by itself when CONDITION"],
  grammar: '\n  DeletedByItself = "deleted" "by" "itself" ByItself\n',
  meanings: {
    DeletedByItself: (due): Change => adding({ due: due.value() }),
  },
  print: {},
  examples: [
    "- Deleted by itself after 30 minutes",
    "- createdAt: moment of creation\n- Deleted by itself when createdAt < now - 30 days",
  ],
};

/** Adds a lapse, and has its names looked up once all is read. */
function adding(said: Lapse, check: (draft: Draft, entity: Entity) => void = () => {}): Change {
  return inEntity((draft, entity, scope) => {
    const made: Lapse = { ...said };
    entity.lapses = [...(entity.lapses ?? []), made];
    draft.made(made);
    draft.later("values", () => check(draft, entity));
    const isAfter = "after" in said.due;
    draft.expression(
      expressionOf(said),
      scope,
      isAfter ? { kind: "duration" } : "truth",
      (resolved: Expression) => {
        made.due = isAfter ? { after: resolved } : { when: resolved };
      },
    );
  });
}
