import { TemplateError } from "../errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../stepfunctions/json.ts";
import { region } from "./resource-types.ts";

/** What the intrinsic functions of one stack can see. */
export interface Scope {
  ref(name: string): Json | undefined;
  attribute(logicalId: string, attribute: string): Json;
  condition(name: string): boolean;
  mapping(map: string, key: string, name: string): Json;
  importValue(name: string): Json;
}

type Intrinsic = (argument: Json, scope: Scope) => Json | undefined;

const intrinsics: Partial<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => scope.ref(text(argument, "Ref")),
  "Fn::GetAtt": (argument, scope) => {
    const [logicalId, attribute] =
      typeof argument === "string" ? splitOnce(argument) : list(argument, "Fn::GetAtt");
    return scope.attribute(
      text(logicalId, "Fn::GetAtt"),
      text(resolveValue(attribute ?? null, scope), "Fn::GetAtt"),
    );
  },
  "Fn::Join": (argument, scope) => {
    const [separator, values] = list(argument, "Fn::Join");
    const parts = list(resolveValue(values ?? null, scope), "Fn::Join");
    return parts.map((part) => text(part, "Fn::Join")).join(text(separator, "Fn::Join"));
  },
  "Fn::Sub": substitute,
  "Fn::Select": (argument, scope) => {
    const [index, values] = list(resolveValue(argument, scope), "Fn::Select");
    const chosen = list(values, "Fn::Select")[Number(index)];
    if (chosen === undefined) throw new TemplateError(`Fn::Select has no element ${JSON.stringify(index)}.`);
    return chosen;
  },
  "Fn::Split": (argument, scope) => {
    const [separator, value] = list(resolveValue(argument, scope), "Fn::Split");
    return text(value, "Fn::Split").split(text(separator, "Fn::Split"));
  },
  "Fn::If": (argument, scope) => {
    const [name, yes, no] = list(argument, "Fn::If");
    return resolveValue((scope.condition(text(name, "Fn::If")) ? yes : no) ?? null, scope);
  },
  "Fn::ImportValue": (argument, scope) =>
    scope.importValue(text(resolveValue(argument, scope), "Fn::ImportValue")),
  "Fn::FindInMap": (argument, scope) => {
    const [map, key, name] = list(resolveValue(argument, scope), "Fn::FindInMap");
    return scope.mapping(text(map, "Fn::FindInMap"), text(key, "Fn::FindInMap"), text(name, "Fn::FindInMap"));
  },
  "Fn::Base64": (argument, scope) =>
    Buffer.from(text(resolveValue(argument, scope), "Fn::Base64")).toString("base64"),
  "Fn::GetAZs": () => ["a", "b", "c"].map((zone) => `${region}${zone}`),
};

/** Resolves the intrinsic functions in a value, deeply; undefined stands for AWS::NoValue. */
export function resolveValue(value: Json, scope: Scope): Json | undefined {
  if (Array.isArray(value)) {
    const items = value.map((item) => resolveValue(item, scope));
    return items.filter((item) => item !== undefined);
  }
  if (!isJsonObject(value)) {
    if (typeof value === "string" && value.includes("{{resolve:"))
      throw new TemplateError(
        `Dynamic references are not known locally: ${value}. Pass the secret's ARN instead.`,
      );
    return value;
  }
  const [key, ...others] = Object.keys(value);
  if (key !== undefined && others.length === 0 && (key === "Ref" || key.startsWith("Fn::"))) {
    const intrinsic = intrinsics[key];
    if (!intrinsic) throw new TemplateError(`The local cloud does not know ${key}: add it to intrinsics.ts.`);
    return intrinsic(value[key] ?? null, scope);
  }
  return resolveProperties(value, scope);
}

/** Resolves each property of an object; those that are AWS::NoValue are left out. */
export function resolveProperties(properties: JsonObject, scope: Scope): JsonObject {
  const entries = Object.entries(properties).flatMap(([name, value]): [string, Json][] => {
    const resolved = resolveValue(value, scope);
    return resolved === undefined ? [] : [[name, resolved]];
  });
  return Object.fromEntries(entries);
}

/** Whether a condition of the template holds (Fn::Equals, Fn::And, Fn::Or, Fn::Not, Condition). */
export function evaluateCondition(condition: Json, scope: Scope): boolean {
  const [[name, argument] = []] = isJsonObject(condition) ? Object.entries(condition) : [];
  const all = () => list(argument, name ?? "").map((part) => evaluateCondition(part, scope));
  switch (name) {
    case "Fn::Equals": {
      const [left, right] = list(argument, name).map((part) => resolveValue(part, scope));
      return JSON.stringify(left) === JSON.stringify(right);
    }
    case "Fn::And":
      return all().every(Boolean);
    case "Fn::Or":
      return all().some(Boolean);
    case "Fn::Not":
      return !all()[0];
    case "Condition":
      return scope.condition(text(argument, name));
    default:
      throw new TemplateError(`This is no condition: ${JSON.stringify(condition)}.`);
  }
}

function substitute(argument: Json, scope: Scope): string {
  const [template, variables] = Array.isArray(argument) ? argument : [argument];
  return text(template, "Fn::Sub").replace(/\$\{(!?)([^}]*)\}/g, (_match, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const own = isJsonObject(variables) ? variables[name] : undefined;
    if (own !== undefined) return text(resolveValue(own, scope), "Fn::Sub");
    if (!name.includes(".")) return text(scope.ref(name), "Fn::Sub");
    const [logicalId, attribute] = splitOnce(name);
    return text(scope.attribute(logicalId, attribute), "Fn::Sub");
  });
}

function splitOnce(name: string): [string, string] {
  const dot = name.indexOf(".");
  return [name.slice(0, dot), name.slice(dot + 1)];
}

function text(value: Json | undefined, intrinsic: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new TemplateError(`${intrinsic} wants a text, but was given ${JSON.stringify(value)}.`);
}

function list(value: Json | undefined, intrinsic: string): Json[] {
  if (Array.isArray(value)) return value;
  throw new TemplateError(`${intrinsic} wants a list, but was given ${JSON.stringify(value)}.`);
}
