import type { Filter, Operation } from "../blueprint/entity.ts";
import { comparableParameter } from "../blueprint/list-comparisons.ts";
import { comparisonMessage } from "./field-rules.ts";
import { fieldSchema, type JsonSchema } from "./json-schema.ts";
import { type EntityModel, inputModel } from "./model.ts";
import { routePath } from "./route-paths.ts";

/** Parameters of an operation's path. */
export function bodyParameters(model: EntityModel, operation: Operation): JsonSchema[] {
  const { own, parent } = routePath(model, operation);
  const parameters: JsonSchema[] = [];
  if (parent !== undefined)
    parameters.push({ name: parent, in: "path", required: true, schema: { type: "string" } });
  if (own !== undefined) parameters.push({ name: own, in: "path", required: true, schema: keySchema(model) });
  return parameters;
}

export function keySchema({ key }: EntityModel): JsonSchema {
  if (key.type === "number") return { type: "integer" };
  return key.kind === "uuid" ? { type: "string", format: "uuid" } : { type: "string" };
}

/** Whether a list takes any query parameter. */
export function takesParameters({ entity: { list } }: EntityModel): boolean {
  return (
    list.filters.length > 0 ||
    list.pages !== undefined ||
    (list.sort?.fields ?? list.sort?.named ?? []).length > 0
  );
}

/** Query parameters of a list. */
export function listParameters(model: EntityModel, models: readonly EntityModel[]): JsonSchema[] {
  const { filters, sort, pages } = model.entity.list;
  const fitting = (name: string) =>
    (model.entity.list.comparisons ?? [])
      .filter(({ left }) => left === name)
      .map((one) => `; ${comparisonMessage(one, comparableParameter(model.entity, name) !== "number")}`)
      .join("");
  const parameters = filters.map((filter) => {
    const { when } = filter;
    const words = `${when === undefined ? filterWords(filter) : conditionWords}${fitting(filter.parameter)}`;
    if (when === undefined) return query(filter.parameter, filterSchema(model, filter), words);
    if ("value" in when) return query(filter.parameter, { type: "string", enum: [when.value] }, words);
    const { input } = when;
    const described = query(input.name, fieldSchema(inputModel(input, models)), words);
    return { ...described, required: input.required && input.default === undefined };
  });
  if (sort !== undefined && (sort.fields.length > 0 || sort.named !== undefined)) {
    const named = (sort.named ?? []).map(({ name }) => name);
    const values = [...sort.fields.flatMap((field) => [field, `-${field}`]), ...named];
    parameters.push(
      query(sort.parameter, { type: "string", enum: values }, "What to sort by; with - in front, descending"),
    );
    if (sort.directionParameter !== undefined) {
      parameters.push(
        query(sort.directionParameter, { type: "string", enum: ["asc", "desc"] }, "Direction of the sort"),
      );
    }
  }
  if (pages !== undefined) {
    const limit = pages.aboveMaximum === "refuse" ? { maximum: pages.maximumSize } : {};
    const size = { type: "integer", minimum: 1, ...limit, default: pages.defaultSize };
    parameters.push(query(pages.sizeParameter, size, `Records on a page, at most ${pages.maximumSize}`));
    const position =
      pages.style === "cursor"
        ? { type: "string" }
        : {
            type: "integer",
            minimum: pages.style === "page" ? 1 : 0,
            default: pages.style === "page" ? 1 : 0,
          };
    parameters.push(query(pages.positionParameter, position, positionWords[pages.style]));
  }
  return parameters;
}

const positionWords = {
  offset: "Records to skip",
  page: "Number of the page, from 1",
  cursor: "Cursor of the page, as the page before gave it",
};

function query(name: string, schema: JsonSchema, description: string): JsonSchema {
  return { name, in: "query", required: false, description, schema };
}

function filterSchema(model: EntityModel, { fields, comparison }: Filter): JsonSchema {
  const field = model.fields.find(({ name }) => name === fields[0]);
  const anyText = ["contains", "starts-with", "one-of"].includes(comparison);
  if (field === undefined || anyText) return { type: "string" };
  const schema = fieldSchema(field);
  if (comparison === "has-element" && typeof schema.items === "object" && schema.items !== null)
    return { ...schema.items };
  const { type, format, enum: values } = schema;
  return {
    type,
    ...(format === undefined ? {} : { format }),
    ...(values === undefined ? {} : { enum: values }),
  };
}

const conditionWords = "Only those for which its condition holds";

function filterWords({ fields, comparison }: Filter): string {
  const words: Partial<Record<Filter["comparison"], string>> = {
    equals: "is",
    "at-least": "is at least",
    "at-most": "is at most",
    greater: "is greater than",
    less: "is less than",
    "starts-with": "begins, whatever the case, with",
    contains: "contains, whatever the case,",
    "has-element": "has the element",
    "one-of": "is one of (separated by commas)",
  };
  return `Only those whose ${fields.join(" or ")} ${words[comparison]} this`;
}
