import type { EntityFacts } from "../facts/entity-facts.ts";
import { joiningActs } from "../lexicon/joining-acts.ts";
import type { Reader } from "../reader.ts";
import { isPlural } from "../text/plurals.ts";
import { readPostAttributes } from "./post-attributes.ts";
import { refer, refersTo } from "./reference-item.ts";
import { type Rule, rule, slot } from "./rule.ts";

const det =
  "(exactly|at most|always|only)? (a|an|one|the|exactly one|its|a single|some|another|exactly|their|every|at most one|an existing|this)?";

function referring(reverse: boolean): Rule["apply"] {
  return (reader, match) => {
    const [first, second] = slot(match, "entity").map((one) => one.entity);
    const from = second === undefined ? reader.entity : first;
    const to = second ?? first;
    if (from === undefined || to === undefined || from === to) return false;
    const [owner, target] = reverse ? [to, from] : [from, to];
    const exactName = slot(match, "word")[0]?.token.text;
    const field = refer(reader, owner, target, exactName);
    if (field === undefined) return false;
    if (!reverse) {
      if (
        reader.tokens
          .slice(match.start, match.end)
          .some((token) => /^(?:must|exactly|every|each|always)$/.test(token.word))
      )
        field.learn({ aspect: "required", value: true, implied: true }, reader.clause);
      if (reader.mentions(/^(?:optionally|may|optional)$/))
        field.learn({ aspect: "required", value: false }, reader.clause);
      reader.subjects = [field];
      reader.listed.push(field);
      reader.use(match.start, match.end);
      readPostAttributes(reader, match.end, field);
      reader.entity = owner;
    }
    return true;
  };
}

/** The entities that refer to another. */
function referrers(reader: Reader, to: EntityFacts): EntityFacts[] {
  return reader.known.entities.filter((entity) =>
    [...entity.fields.values()].some((field) => refersTo(field, to)),
  );
}

function onDelete(effect: "refuse" | "delete" | "clear"): Rule["apply"] {
  return (reader, match) => {
    const named = slot(match, "entity").map((one) => one.entity);
    const child = named.length > 1 ? named.at(-1) : undefined;
    const targets = child === undefined ? named : named.slice(0, -1);
    const whole = targets.length > 0 ? targets : reader.entity === undefined ? [] : [reader.entity];
    let done = false;
    for (const target of whole) {
      for (const owner of child === undefined || child === target ? referrers(reader, target) : [child]) {
        for (const field of owner.fields.values()) {
          if (!refersTo(field, target)) continue;
          reader.learn(field, { aspect: "onReferencedDelete", value: effect });
          done = true;
        }
      }
    }
    if (done && effect === "refuse") reader.met("refusals/stillReferenced");
    return done;
  };
}

const removing = "(~delete|~remove|deletion of|removal of)";
const whole = "(a|an|the|any|one|no)? (<entity> (or|and) (a|an|the)?)?";
const its =
  "(all|also|too|then|as well as|and)? (all|every|any)? (of)? (its|their|the|all|his|her|all its|all of its|all their)? (own)?";

/** How things belong to one another, and what deleting one does to the others. */
export const relationRules: readonly Rule[] = [
  rule(
    [
      "<entity> (can|may)? (borrow|rent|hire|reserve|book|order|buy|attend|visit|adopt|review|rate) (a|the|some)? <entity>",
    ],
    (reader, match) => {
      const [who, what] = slot(match, "entity").map((one) => one.entity);
      const verb = reader.tokens
        .slice(match.start, match.end)
        .map((token) => joiningActs[token.word])
        .find((act) => act !== undefined);
      const joint = reader.known.entity(verb ?? "");
      if (who === undefined || what === undefined || joint === undefined || who === what) return false;
      for (const target of [who, what])
        refer(reader, joint, target)?.learn(
          { aspect: "required", value: true, implied: true },
          reader.clause,
        );
      reader.met(`entities/${who.name}`);
      reader.met(`entities/${what.name}`);
      return true;
    },
  ),
  rule(
    [
      `(each|every|a|an|the|all)? <entity> (must|can|may|optionally|always)? (also)? (~belong to|~refer to|references|referencing|refers to|points to|point to|is linked to|are linked to|is attached to|is part of|are part of|is for|are for|is about|is assigned to|are assigned to|is in|are in|is written by|is made by|is placed by|is owned by|is on|hangs off|is tied to|is filed under|lives in|live in|goes in|belongs in|sits in|is made for|has exactly one|is given to|is given by|takes place in|take place in|is held in|happens in|is taught by|is shown in|is located in|are held in|is connected to|relates to|is placed in|is grouped under|is of|is by|is from|must name|names) ${det} (existing)? <entity>`,
      "<entity> (is|are|was) <word> (by|in|to|on|for|at|from|with|of|under) (exactly|only|always)? (one|a|an|exactly one|a single) <entity>",
      `(must|can|may|optionally|always|also)? (takes place in|is held in|is given by|happens in|is written by|is made by|~belong to|references|referencing|refers to|refer to|points to|point to|is linked to|is attached to|is part of|is assigned to|are assigned to|assigned to) ${det} (existing)? <entity>`,
      `<entity> (~belong to|references|refers to) ${det} <entity> (through|via|by|in|using|with) (its|the|a)? <name>`,
    ],
    referring(false),
  ),
  rule(
    [
      `(each|every|a|an|the|one)? <entity> (can|may|must)? (have|has|owns|contains|holds|own|contain|hold|gets|get) (many|several|zero or more|any number of|multiple|a number of|a list of|one or more|some|lots of|more than one) <entity>`,
      "<entity> (have|has|contain|own|contains|hold|holds) <entity>",
    ],
    (reader, match) => {
      const last = reader.word(match.end - 1);
      return isPlural(last) && referring(true)(reader, match);
    },
  ),
  rule(
    [
      `(if|when|on|once|after)? ${removing} ${whole} <entity> ,? (it|this|that)? (also|then)? (must|shall|should|will)? (~delete|~remove|~take) ${its} <entity> (too|as well|with it|also|along|away)?`,
      `(when|if|once) ${whole} <entity> (is|are|gets|has been) (deleted|removed) ,? (then|so)? ${its} <entity> (are|is|must be|will be|shall be|should be|go|get) (also|all)? (deleted|removed|too|with it|gone|go)? (too|as well|with it|also)?`,
      `(when|if|once|whenever) ${whole} <entity> (is|are|gets|has been) (deleted|removed) ,? (though|however|then|so)? ,? (then|so)? ${its} <entity> (can|may|should|must|shall|will)? (also|all)? (go|be deleted|be removed|disappear|vanish|be gone|leave|be dropped) (too|as well|with it|along|also|along with it|together with it)?`,
      "(~cascade|cascade-deletes) (to)? (its|the|their|all)? <entity>?",
      `<entity> (are|is|go|must be) (also)? (deleted|removed|gone)? (together|along)? with (it|them|their|its|the) <entity>`,
      `~delete ${whole} <entity> (~delete|~remove) (everything in it|everything under it|them|those)`,
    ],
    (reader, match) => {
      const [first, second] = slot(match, "entity").map((one) => one.entity);
      const backwards =
        /^(?:are|is|go|must)$/.test(reader.word(match.start + 1)) &&
        first !== undefined &&
        second !== undefined &&
        [...first.fields.values()].some((field) => refersTo(field, second));
      if (backwards && first !== undefined && second !== undefined) {
        return onDelete("delete")(reader, { ...match, slots: [...match.slots].reverse() });
      }
      return onDelete("delete")(reader, match);
    },
  ),
  rule(
    [
      `${whole} <entity> (that|which|who|with|still)? (still|which)? (has|have|with|having|owns|contains|in use by) (any|some|at least one|existing)? <entity> (left|in it)? (cannot|can not|must not|may not|can never) be (deleted|removed)`,
      `(cannot|can not|must not|may not|not allowed to|forbidden to) (delete|remove) ${whole} <entity> (that|which|who|with|while|when|if|as long as|until)? (it|they|he|she)? (that|which|who)? (still)? (has|have|with|having|contains|owns|is referenced by|is used by)? (any|some)? <entity>`,
      `${removing} ${whole} <entity> (that|which|who|with|while|when|if) (it|they)? (still)? (has|have|having|contains|owns)? (any|some)? <entity> (left)? (is|are|must be|shall be)? (refused|rejected|forbidden|not allowed|an error|a conflict|blocked|fails|answers|returns|gives|->|:)?`,
      `${whole} <entity> (cannot|can not|must not|may not) be (deleted|removed) (while|when|if|as long as|until) (it|there|they|he|she|any|a|an|one|some)? (still|are|is)? (has|have|owns|contains|having|any|a|an)? (any|some)? <entity> (still)? (refer to it|reference it|refers to it|belong to it|exist|exists|left|in it)?`,
    ],
    (reader, match) => {
      const named = slot(match, "entity").map((one) => one.entity);
      const parent = named[0];
      const child = named.length > 1 ? named.at(-1) : undefined;
      if (
        parent !== undefined &&
        child !== undefined &&
        parent !== child &&
        ![...child.fields.values()].some((field) => refersTo(field, parent))
      )
        return false;
      return onDelete("refuse")(reader, match);
    },
  ),
  rule(
    [
      `(if|when|once|after) ${whole} <entity> (is|gets|has been) (deleted|removed) ,? (the|its|their)? <field> (of (its|the|their|all its|all)? <entity>)? (becomes|is set to|is|will be|are set to|become|are|goes) (null|empty|cleared|unset|to null)`,
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const [parent, child] = [slot(match, "entity")[0]?.entity, slot(match, "entity").at(-1)?.entity];
      const owned = child?.field(field?.name ?? "") ?? field;
      if (owned === undefined || parent === undefined) return false;
      reader.learn(owned, { aspect: "onReferencedDelete", value: "clear" });
      return true;
    },
  ),
  rule(
    [
      `(if|when)? ${removing} ${whole} <entity> ,? (~leave|~keep|~clear|~detach|~unassign|~unlink|sets) ${its} <entity> (in place|without one|with none|alone|to null|with null|unassigned|reference)?`,
      `(when|if) ${whole} <entity> (is|are|gets) (deleted|removed) ,? ${its} <entity> (stay|remain|are kept|keep|are left|lose|become|have|are detached|are unassigned) (but|with|without|and|no|a|null)? (without|no|a|it|its|their|null|one|unassigned|lose)? (reference|it|one|<entity>)?`,
    ],
    onDelete("clear"),
  ),
];
