import { type Rule, rule } from "./rule.ts";

const none = "(no|never a|never any) (such)? (<entity>|thing|one|record|entry)?";

/** "DELETE answers 204, even if there was none": a delete of what is not there succeeds. */
export const absentDeleteRules: readonly Rule[] = [
  rule(
    [
      `(,|and)? (also|even|regardless of whether|whether or not|no matter whether|no matter if) (if|when|though)? (there|it|the <entity>|a <entity>|one) (was|is|were|has been|existed|exists|did|does) (${none})? (not|already|never)? (exist|there|gone|deleted|existed|known|exists|existing)? (any more|at all|before|already|anymore)? (in the first place|to begin with|anyway)?`,
      "(a)? (second|repeated) delete (also)? (answers|returns|gives|is) (the same|also <number>|<number>|fine|ok)",
      "(delete|deletion|deleting|it) is idempotent",
    ],
    (reader) => {
      const entity = reader.entity;
      if (
        entity === undefined ||
        !(
          reader.operations.includes("delete") ||
          reader.mentions(/^(?:delete|deletes|deletion|removal|deleting|remove|removes)$/)
        ) ||
        reader.mentions(/^(?:404|410)$/)
      )
        return false;
      entity.operation("delete").set("absent", "succeed", reader.clause);
      reader.met(`entities/${entity.name}/operations/delete`);
      return true;
    },
  ),
];
