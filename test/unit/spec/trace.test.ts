import { expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { printSpec } from "../../../shared/spec/print.ts";
import { clausesOf, traceOf } from "../../../shared/spec/trace.ts";

function read(text: string) {
  const reading = parseSpec(text);
  if (reading.outcome === "unread") throw new Error(JSON.stringify(reading.problems));
  return reading;
}

test("the statements of a spec are met by what each of them makes, whatever they cite", () => {
  const spec = read(
    "# Shop\n\nAny origin may call.\n\n## Book\n- title: text [c1]\n\n## Author\n- title: text\n",
  );
  expect(traceOf(spec, clausesOf(spec))).toEqual([
    { clause: "c1", outcome: "met", by: ["service"] },
    { clause: "c2", outcome: "met", by: ["crossOrigin"] },
    { clause: "c3", outcome: "met", by: ["entities/book"] },
    { clause: "c4", outcome: "met", by: ["entities/book/fields/title"] },
    { clause: "c5", outcome: "met", by: ["entities/author"] },
    { clause: "c6", outcome: "met", by: ["entities/author/fields/title"] },
  ]);
});

test("clauses in other words are met by the statements that cite them, and by nothing else", () => {
  const spec = read("# Shop\n\n## Book [c1]\n- title: text, required [c1 c3].\n- price: number\n");
  const clauses = [
    { id: "c1", text: "Books have a title." },
    { id: "c2", text: "The price: number of pounds." },
    { id: "c3", text: "It is required." },
  ];
  expect(traceOf(spec, clauses)).toEqual([
    { clause: "c1", outcome: "met", by: ["entities/book", "entities/book/fields/title"] },
    { clause: "c2", outcome: "unmet", reason: "no statement of the spec says it" },
    { clause: "c3", outcome: "met", by: ["entities/book/fields/title"] },
  ]);
});

test("every statement makes a part, also where that is no object, and keeps its citations in the normal form", () => {
  const text = `# Shop [c1]

Any origin may call. [c2]
Statuses: invalid 422. [c3]

## Book

- title: text
- Unknown properties are refused [c4]
- Lists give the total in the header \`X-Total\` [c5]

## Note [c6]

- text: text
- No routes [c7]
`;
  const spec = read(text);
  expect(spec.statements.map(({ parts }) => parts.length > 0)).not.toContain(false);
  const printed = printSpec(spec.blueprint, spec.citations);
  expect(
    read(printed)
      .statements.map(({ text: said, clauses }) => [said, clauses])
      .sort(),
  ).toEqual(spec.statements.map(({ text: said, clauses }) => [said, clauses]).sort());
});

test("what is said within a route's line is cited there, and not at the title as well", () => {
  const line =
    "`POST /books` creates one, only if length(title) > 1 (409 `short`), sends the header `X-Title`: title";
  const text = `# Shop [c1]\n\n## Book\n\n- title: text\n- ${line} [c2 c3]\n`;
  const spec = read(text);
  expect(printSpec(spec.blueprint, spec.citations)).toBe(text);
});

test("a citation of what goes without saying is kept: usual routes are said, else the title cites", () => {
  const routes = [
    "`POST /books` creates one [c1]",
    "`GET /books` lists them [c2]",
    "`GET /books/{id}` shows one",
  ];
  const more = ["`PATCH /books/{id}` changes one", "`DELETE /books/{id}` deletes one"];
  const bullets = [...routes, ...more].map((line) => `- ${line}`).join("\n");
  const text = `# Shop\n\n## Book\n\n- title: text\n${bullets}\n`;
  const spec = read(text);
  expect(printSpec(spec.blueprint, spec.citations)).toBe(text);
  expect(printSpec(spec.blueprint)).toBe("# Shop\n\n## Book\n\n- title: text\n");

  const said = read("# Shop [c1]\n\nStatuses: invalid 400. [c2]\n\n## Book\n- title: text\n");
  const printed = printSpec(said.blueprint, said.citations);
  expect(printed).toBe("# Shop [c1 c2]\n\n## Book\n\n- title: text\n");
  const clauses = [
    { id: "c1", text: "It is a shop." },
    { id: "c2", text: "What is wrong is a 400." },
  ];
  expect(traceOf(read(printed), clauses)).toMatchObject([{ outcome: "met" }, { outcome: "met" }]);
});
