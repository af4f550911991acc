import { type AttributeRule, attributeRule } from "./attribute-rule.ts";

const moment = "(time|moment|date|timestamp|instant|date and time|point in time)";
const made = "(created|added|posted|entered|registered|made|recorded|stored|submitted)";
const changed = "(changed|updated|modified|edited|altered)";

/** Times that the service itself records, as they are told of a field: "which is the time of its creation". */
export const saidSources: readonly AttributeRule[] = [
  attributeRule(
    [
      `(which|that)? (is|being|shows|tells|holds|records|contains)? (set to|filled with)? the ${moment} (of|at) (its|the|their)? (creation|registration|entry|recording|posting|insertion|submission)`,
      "(which|that)? (is|being|shows|tells|holds|records)? (set to)? (the|its|their) (creation|registration) (time|date|timestamp|moment)",
      `(which|that)? (is|being|shows|tells|holds|records)? (set to|filled with)? the ${moment} (when|at which|that)? (it|the <entity>|they|an <entity>|a <entity>) (was|were|is|has been) (first)? ${made}`,
    ],
    () => [
      { aspect: "type", value: "datetime" },
      { aspect: "source", value: "created-at" },
    ],
  ),
  attributeRule(
    [
      `(which|that)? (is|being|shows|tells|holds|records)? (set to|filled with)? the ${moment} (of|at) (its|the|their)? last (change|update|modification|edit)`,
      `(which|that)? (is|being|shows|tells|holds|records)? (set to|filled with)? the ${moment} (when|at which|that)? (it|the <entity>|they|an <entity>|a <entity>) (was|were|is|has been) last ${changed}`,
    ],
    () => [
      { aspect: "type", value: "datetime" },
      { aspect: "source", value: "updated-at" },
    ],
  ),
  attributeRule(
    [
      "(the|its|their|an|a)? (own)? (full|absolute|complete|canonical|fully qualified) (url|address|link|uri|web address) (of|to|for) (that|this|the|its|itself|each|every|a|an)? <entity>?",
      "(the|a)? (url|address|link) (of|to|for) (itself|that <entity>|this <entity>)",
    ],
    () => [{ aspect: "source", value: "own-url" }],
  ),
];
