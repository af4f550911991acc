import type { Batch, BatchValue, RowPart } from "../../blueprint/batch.ts";
import { optional } from "../phrases/field-type.ts";
import { nameText, objectText } from "../phrases/object-text.ts";
import { type RoutePhrase, routeText } from "../phrases/route.ts";
import type { Change, Statement } from "../statement.ts";

export const batchLine: Statement = {
  rule: "BatchLine",
  about: "bulk batch import several rows each result",
  places: ["service", "entity"],
  title: "Several rows at once",
  meaning:
    "The body is an array, or with `in NAME` an object that has it there. For each row in turn the other route is done, as if sent alone, whatever becomes of the others. Of each are shown `row` (from 1), `index` (from 0), `status`, `answer` (absent where refused), `refusal` (its body; where it is not named its properties stand beside the others), and beside the list how many were `done`, `refused`, or `all`. All or nothing is an action with `for each of`.",
  ways: [
    "`POST /things/bulk` does `POST /things` for each of NUMBER to NUMBER rows, answers [{NAME: row, NAME: status, NAME: answer}] (207)",
    "`POST /things/bulk` does `POST /things` for each of NUMBER to NUMBER rows in NAME, answers {NAME: [{NAME: index, NAME: refusal}], NAME: done}",
  ],
  grammar: `
  BatchLine = route "does" route "for" "each" "of" wholeNumber "to" wholeNumber "rows" BatchOf? "," "answers" (BatchList | BatchObject) Status?
  BatchOf = "in" (name | text)
  BatchList = "[" "{" NonemptyListOf<BatchPart, ","> "}" "]"
  BatchPart = (name | text) ":" BatchWord
  BatchWord = "row" | "index" | "status" | "answer" | "refusal"
  BatchObject = "{" NonemptyListOf<BatchProperty, ","> "}"
  BatchProperty = (name | text) ":" (BatchList | BatchCount)
  BatchCount = "done" | "refused" | "all"
`,
  meanings: {
    BatchLine: (route, does, least, most, of, answer, status): Change => {
      const { method, path }: RoutePhrase = route.value();
      const name = optional<string>(of);
      const made: Batch = {
        path,
        does: does.value(),
        least: Number(least.sourceString),
        most: Number(most.sourceString),
        ...(name !== undefined && { of: name }),
        status: optional<number>(status) ?? 207,
        answer: answer.value(),
      };
      return (draft) => {
        if (method !== "POST") draft.fail("Rows are sent by `POST`.", method);
        if (made.most > 1000) draft.fail("At most 1000 rows are done by one call.", String(made.most));
        const { blueprint } = draft;
        blueprint.batches = [...(blueprint.batches ?? []), made];
        draft.made(made);
      };
    },
    BatchOf: (name) => name.value(),
    BatchList: (parts) => ({ each: parts.value() }),
    BatchPart: (name, is): RowPart => ({ name: name.value(), is: is.value() }),
    BatchWord() {
      return this.sourceString.toLowerCase();
    },
    BatchObject: (properties) => ({ properties: properties.value() }),
    BatchProperty: (name, value) => ({ name: name.value(), value: value.value() }),
    BatchCount() {
      return { is: this.sourceString.toLowerCase() };
    },
  },
  print: {
    service: ({ batches = [] }) => batches.map((batch) => ({ text: `${batchText(batch)}.`, of: batch })),
  },
  examples: [
    '# Sample\n\n`POST /things/bulk` does `POST /things` for each of 0 to 50 rows, answers [{"the row": row, status: status, thing: answer}] (207).\n\n## Thing\n- name: text',
    "# Sample\n\n`POST /things/{id}/tries` does `PATCH /things/{id}` for each of 1 to 9 rows in all, answers {results: [{at: index, problem: refusal}], changed: done, refused: refused, sent: all} (200).\n\n## Thing\n- name: text",
  ],
};

function batchText({ path, does, least, most, of, answer, status }: Batch): string {
  const route = routeText({ method: "POST", path });
  const rows = `${least} to ${most} rows${of === undefined ? "" : ` in ${nameText(of)}`}`;
  const shown =
    "each" in answer
      ? valueText(answer)
      : objectText(answer.properties.map(({ name, value }) => [name, valueText(value)]));
  return `${route} does ${routeText(does)} for each of ${rows}, answers ${shown} (${status})`;
}

function valueText(value: BatchValue): string {
  return "is" in value ? value.is : `[${objectText(value.each.map(({ name, is }) => [name, is]))}]`;
}
