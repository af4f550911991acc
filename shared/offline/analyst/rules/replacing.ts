import { type Rule, rule } from "./rule.ts";

const leftOut = "(omitted|missing|absent|unsent|left-out|left out|unmentioned)";
const goes =
  "(~go|~fall|~be|~return|~revert|~become|~get|~take|are reset|are set|is reset|is set|are cleared|is cleared|reset)";
const nothing =
  "(default|defaults|default value|default values|absent|null|empty|nothing|initial value|initial values)";

/** What a full replacement does to what is not sent, which the kit's replacement does: it says nothing of any one field. */
export const replacingRules: readonly Rule[] = [
  rule(
    [
      "(the)? (required|mandatory) (fields|properties|ones|values) (still|also|always)? (apply|count|hold|are needed|stay required|remain required|must be there|must be present|must be given)",
      "(the)? (same)? (rules|validation|requirements) (still|also)? (apply|applies|hold) (as|here|too|again|as on creation|as for creation|as for creating)?",
    ],
    (reader) => reader.entity !== undefined,
  ),
  rule(
    [
      `${leftOut} (optional)? (ones|fields|properties|values|parts) ${goes} (back)? (to|be)? (their|its|the)? ${nothing} ((/|or|and) ${nothing})?`,
      `optional (ones|fields|properties|values) (that|which)? (are|is)? (not)? (sent|given|${leftOut}) ${goes} (back)? (to|be)? (their|its|the)? ${nothing} ((/|or|and) ${nothing})?`,
    ],
    (reader) => {
      const { entity } = reader;
      if (entity === undefined || entity.operation("replace").get("allowed") !== true) return false;
      reader.met(`entities/${entity.name}/operations/replace`);
      return true;
    },
  ),
  rule(
    [
      "(it|this|that|put|which)? (never|does not|must not|will not|cannot|can not) (~create) (anything|one|a new one|new ones)?",
    ],
    (reader) => {
      const { entity } = reader;
      if (entity === undefined || entity.operation("replace").get("creates") === true) return false;
      if (entity.operation("replace").get("allowed") !== true) return false;
      const spoken = [...reader.operations, ...reader.context.operations];
      return spoken.includes("replace") || spoken.includes("update") || reader.tokens.length < 10;
    },
  ),
];
