import { type Batch, type RowPart, routeDone } from "../blueprint/batch.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { repeatsOf } from "../blueprint/repeats.ts";
import { arrayOf, type Entry, objectOf, propertyKey, templateText, text } from "../code/literal.ts";
import { jsonAnswer } from "./answer.ts";
import { importLine, kitImport } from "./imports.ts";

/** src/batches.ts: the routes that do another one for each of several rows. */
export function batchesModule(blueprint: Blueprint): string | undefined {
  const { batches = [] } = blueprint;
  if (batches.length === 0) return undefined;
  const body = batches.map((batch) => batchRoute(batch, blueprint)).join("\n");
  return (
    `${kitImport(body)}${importLine(["type Hono"], "hono")}\n` +
    "/** The routes that do another one for each of several rows. */\n" +
    `export function addBatches(app: Hono): void {\n${body}}\n`
  );
}

function batchRoute(batch: Batch, blueprint: Blueprint): string {
  const { path, does, least, most, of, status } = batch;
  const rows: Entry[] = [
    ["least", String(least)],
    ["most", String(most)],
    ...(of === undefined ? [] : [["of", text(of)] satisfies Entry]),
  ];
  const without = headersWithout(batch, blueprint);
  const sent: Entry[] = [
    ["method", text(does.method)],
    ["path", pathCode(does.path)],
    ...(without.length === 0 ? [] : [["without", arrayOf(without.map(text))] satisfies Entry]),
  ];
  return [
    `app.post(${text(path)}, async (c) => {`,
    `const rows = await readRows(c.req.raw, ${objectOf(rows)});`,
    `const results = await inTurn(app, c.req.raw, rows, ${objectOf(sent)});`,
    `return ${jsonAnswer(answerCode(batch), status)};`,
    "});\n",
  ].join("\n");
}

/** A key of repeats stands for the whole call. */
function headersWithout(batch: Batch, blueprint: Blueprint): string[] {
  const target = routeDone(batch, blueprint);
  const header = target && repeatsOf(blueprint, target)?.header;
  return header === undefined ? [] : [header];
}

function pathCode(path: string): string {
  if (!path.includes(":")) return text(path);
  const steps = path.split(/(?<=\/)/).map((step) => {
    const name = /^:([^/]+)(\/?)$/.exec(step);
    return name === null
      ? templateText(step)
      : `\${encodeURIComponent(c.req.param(${text(name[1])}))}${name[2]}`;
  });
  return `\`${steps.join("")}\``;
}

function answerCode({ answer }: Batch): string {
  if ("each" in answer) return listCode(answer.each);
  return objectOf(
    answer.properties.map(({ name, value }): Entry => {
      if ("each" in value) return [propertyKey(name), listCode(value.each)];
      if (value.is === "all") return [propertyKey(name), "rows.length"];
      const isDone = value.is === "done" ? "===" : "!==";
      return [propertyKey(name), `results.filter(({ refusal }) => refusal ${isDone} undefined).length`];
    }),
  );
}

/** The list of what became of each row; the properties of a refusal that has no name stand beside the others. */
function listCode(each: readonly RowPart[]): string {
  const named = each.map(({ name, is }): Entry => (name === is ? [is] : [propertyKey(name), is]));
  const isNamed = each.some(({ is }) => is === "refusal");
  const used = new Set<string>([...each.map(({ is }) => is), ...(isNamed ? [] : ["refusal"])]);
  const spread: Entry[] = isNamed ? [] : [["...refusal"]];
  const order = ["row", "index", "status", "answer", "refusal"].filter((name) => used.has(name));
  return `results.map(({ ${order.join(", ")} }) => (${objectOf([...named, ...spread])}))`;
}
