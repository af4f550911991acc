import { parentInPath, type RouteOfThings } from "../../blueprint/parent-in-path.ts";
import { memberOf, templateText } from "../../code/literal.ts";
import type { Json } from "../../models/model.ts";
import { sampleAt } from "../samples/sample.ts";
import type { Subject } from "../subject.ts";
import { Code, type Entries, newName, objectLiteral, type Value } from "./code.ts";

/** The path of an operation on `thing` as TypeScript: a string, or a template with the identifiers filled in. */
export function pathCode(subject: Subject, operation: RouteOfThings, thing: string, parent?: string): string {
  const parentField = subject.parentField(operation);
  const place = parentInPath(subject.entity, operation);
  const segments = operation.path.split("/").map((segment, index) => {
    if (!segment.startsWith(":")) return templateText(segment);
    if (parentField !== undefined && index === place)
      return `\${${parent ?? memberOf(thing, parentField.name)}}`;
    return `\${${identifierInPath(subject, memberOf(thing, subject.identifier))}}`;
  });
  return quoted(segments.join("/"));
}

/** The path of an operation with a given text for the identifier. */
export function pathWithId(subject: Subject, operation: RouteOfThings, id: string, parent = ""): string {
  const place = parentInPath(subject.entity, operation);
  const segments = operation.path
    .split("/")
    .map((segment, index) => (segment.startsWith(":") ? (index === place ? parent : id) : segment));
  return quoted(segments.join("/"));
}

/** A template literal, or a plain string when nothing is filled in. */
export function quoted(template: string): string {
  return template.includes("${") ? `\`${template}\`` : JSON.stringify(template);
}

function identifierInPath(subject: Subject, code: string): string {
  if (subject.entity.identifier.type !== "given") return code;
  const field = subject.field(subject.identifier);
  const isSafe = field === undefined || /^[\w.~-]+$/.test(String(sampleAt(field, 1)));
  return isSafe ? code : `encodeURIComponent(String(${code}))`;
}

/** `await createBook({ … })` with something before it. */
export function create(subject: Subject, overrides: Entries, before = ""): string {
  return `${before}await create${subject.pascal}(${argument(overrides)});`;
}

export function post(subject: Subject, overrides: Entries): string {
  return `const answer = await post${subject.pascal}(${argument(overrides)});`;
}

export function refuse(subject: Subject, overrides: Entries): string {
  return `await refuse${subject.pascal}(${argument(overrides)});`;
}

/** The overrides as a call's last argument, left out where there are none. */
export function argument(overrides: Entries): string {
  return overrides.length === 0 ? "" : objectLiteral(overrides);
}

/** The identifier of a newly made thing that a reference can point to. */
export function newTarget(subject: Subject, reference: string | undefined): Code | undefined {
  const other = subject.other(reference);
  if (other === undefined || !other.isMakeable()) return undefined;
  if (subject.preparation(other.entity.name) !== undefined)
    return new Code(`(await ${preparedName(subject, other)}())`);
  return new Code(memberOf(`(await create${other.pascal}())`, other.identifier));
}

/** The test's function that makes a thing for this subject's things to refer to. */
export function preparedName(subject: Subject, other: Subject): string {
  return `${newName(other.entity.name)}For${subject.pascal}`;
}

/** The test's function that lists things, those as which it calls too. */
export function listAllName({ pascalPlural }: Subject): string {
  return `listAll${pascalPlural}`;
}

/** Where a test lists things: for a nested list, below a parent that all of the test's things share. */
export class Listing {
  readonly setup: string[] = [];
  /** What each create has to say so that its thing is in the list. */
  readonly own: Entries = [];
  readonly #subject: Subject;

  readonly #isWhole: boolean;

  /** Where it `isWhole`, those are listed too as which the test calls. */
  constructor(subject: Subject, { isWhole = false } = {}) {
    this.#subject = subject;
    this.#isWhole = isWhole;
    const field = subject.parentField(subject.operation("list"));
    const target = field === undefined ? undefined : newTarget(subject, field.references);
    if (field === undefined || target === undefined) return;
    this.setup.push(`const parent = ${target.text};`);
    this.own = [[field.name, new Code("parent")]];
  }

  /**
   * The call that lists by a query such as `?price=3`; `${…}` in it is filled in. Where pages are small by themselves,
   * it asks for one that holds all that a test makes.
   */
  call(query = ""): string {
    const { pages } = this.#subject.entity.list;
    const isSmall =
      pages !== undefined && pages.defaultSize < 5 && !query.includes(`${pages.sizeParameter}=`);
    if (!isSmall) return this.exactCall(query);
    const size = `${pages.sizeParameter}=${Math.min(pages.maximumSize, 10)}`;
    return this.exactCall(query === "" ? `?${size}` : `${query}&${size}`);
  }

  /** The call that lists by the query as it stands. */
  exactCall(query = ""): string {
    const parameters = [...(this.own.length > 0 ? ["parent"] : []), ...(query === "" ? [] : [quoted(query)])];
    const name = this.#isWhole ? listAllName(this.#subject) : `list${this.#subject.pascalPlural}`;
    return `await ${name}(${parameters.join(", ")})`;
  }

  /** A call of the list's route that gives the whole answer. */
  raw(query = ""): string {
    const operation = this.#subject.operation("list");
    if (operation === undefined) return "";
    const path = pathCode(this.#subject, operation, "parent", "parent");
    const start = path.startsWith("`") ? path.slice(1, -1) : templateText(JSON.parse(path));
    return `await call("GET", ${quoted(start + query)})`;
  }
}

/** A query of one parameter. */
export function query(name: string, value: Json | Code): string {
  return `?${parameter(name, value)}`;
}

/** The same without the mark that begins a query. */
export function parameter(name: string, value: Json | Code): string {
  const text = value instanceof Code ? `\${${value.text}}` : encodeURIComponent(String(value));
  return `${name}=${value instanceof Code ? text : text.replace(/'/g, "%27")}`;
}

/** Overrides for one field, with what comparisons ask of others to go with it; undefined when that cannot be had. */
export function withCompanions(subject: Subject, name: string, value: Json): Entries | undefined {
  const overrides = companions(subject, name, value);
  const values = new Map(overrides?.flatMap(([each, one]) => (isJson(one) ? [[each, one] as const] : [])));
  return overrides !== undefined && subject.takes(values) ? overrides : undefined;
}

function isJson(value: Value): value is Json {
  return value !== undefined && !(value instanceof Code);
}

function companions(subject: Subject, name: string, value: Json): Entries | undefined {
  const field = subject.field(name);
  if (field === undefined || !subject.isCompared(field)) return [[name, value]];
  const compared = subject.comparedWith(field).filter((each) => subject.required.includes(each));
  const values = new Map<string, Json>([[name, value]]);
  for (const each of compared) values.set(each.name, subject.base(each));
  for (const each of compared) {
    for (let index = 0; index < 60 && !subject.satisfies(values); index += 1) {
      values.set(each.name, subject.sample(each, index));
    }
    for (let index = 0; index < 60 && !subject.satisfies(values); index += 1) {
      values.set(each.name, sampleAt(each, index));
    }
  }
  if (!subject.satisfies(values)) return undefined;
  const isUsual = compared.every(
    (each) => values.get(each.name) === subject.base(each) && !subject.varies(each),
  );
  return isUsual ? [[name, value]] : [...values];
}
