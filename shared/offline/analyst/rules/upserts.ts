import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

/** What a PUT does when there is nothing yet at its path, where a clause of its own says it. */
export const upsertRules: readonly Rule[] = [
  rule(
    [
      "(if|when) (the|its|that|a|an)? (<field>|<entity>|id|key|identifier) (is|does|was) (new|unknown|not known|not there|not there yet|not exist|not exist yet|free|not taken|not yet known|not yet there|not in use) ,? (then)? (the|a|an|it|a new)? <entity>? (is|gets|will be|shall be)? (then)? created",
      "(if|when) (there is|it finds|there was) (no|none) (such)? <entity>? (by|with|at|under|of|for)? (that|the|this)? (<field>|id|key|identifier|name|path)? (yet)? ,? (then)? (the|a|an|it|put)? <entity>? (is|gets|will be)? (~create) (one|it)?",
      "(a|the)? put (to|on|of|with)? (a|an|the)? (new|unknown|unused|free) (<field>|id|key|identifier|path) ~create (it|one|a|the|an)? <entity>?",
    ],
    (reader: Reader, match) => {
      const entity = slot(match, "entity").at(-1)?.entity ?? reader.entity;
      if (entity === undefined || entity.operation("replace").get("allowed") !== true) return false;
      entity.operation("replace").set("creates", true, reader.clause);
      reader.operations = ["create"];
      reader.met(`entities/${entity.name}/operations/replace`);
      return true;
    },
  ),
];
