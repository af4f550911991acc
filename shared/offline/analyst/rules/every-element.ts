import { type Rule, rule, slot } from "./rule.ts";

const every =
  "(must|should|shall|has to|have to|needs to|need to|will)? (have|has|carry|carries|contain|contains|include|includes|bear|bears|hold|holds|offer|offers|match|matches) (both|all|each|every one) (of (them|these|those|the two|the values))?";

/** "If one gives two tags (`tag=a&tag=b`), the note must have both": a parameter given twice asks for both. */
export const everyElementRules: readonly Rule[] = [
  rule(
    [
      `(if|when) (one|i|we|you|somebody|someone|the caller|a caller|a client|they|users|callers) (gives|give|asks for|ask for|sends|send|passes|pass|names|name|sets|set|asks|ask) (two|several|more than one|multiple|many|2) (different)? <field> (\\( <word> = <word> (&|and) <word> = <word> \\))? ,? (then)? (the|a|only|its)? <entity>? ${every}`,
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const entity = field === undefined ? undefined : reader.known.byName(field.entity);
      const filter = entity?.filters.find(
        (one) => one.comparison === "has-element" && one.fields.includes(field?.name ?? ""),
      );
      if (field === undefined || entity === undefined || filter === undefined) return false;
      const written = slot(match, "word")[0]?.token.text;
      const parameter = written ?? filter.parameter;
      if (parameter !== filter.parameter && /^[A-Za-z]\w*$/.test(parameter))
        entity.filters.splice(entity.filters.indexOf(filter), 1, { ...filter, parameter });
      reader.metField(field);
      reader.met(`entities/${entity.name}/list/filters/${parameter}`);
      return true;
    },
  ),
];
