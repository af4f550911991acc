import { elementField, type Field, givenProperties, sideOfNow } from "../../blueprint/field.ts";
import type { Json } from "../../models/model.ts";
import { accountOf } from "../model/sessions.ts";
import { isEarlier, isRelative, type Sent } from "../model/step.ts";
import type { Store } from "../model/store.ts";
import { fits } from "../model/values.ts";
import { isSendable } from "../samples/in-header.ts";
import { idOfNew } from "../samples/new-thing.ts";
import { sampleAt } from "../samples/sample.ts";
import { callerNames } from "./callers.ts";
import type { Relevance } from "./relevance.ts";

/** Values of a field that are worth trying: around the numbers and texts that the statements name. */
export function poolOf(field: Field, relevance: Relevance): Sent[] {
  return candidates(field, relevance).filter(
    (value) => isRelative(value) || (!isEarlier(value) && fits(field, value) && isSendable(field, value)),
  );
}

/** Texts that are long enough to become passwords. */
const secrets = ["another-secret-1", "yet-another-long-secret-2"];

function candidates(field: Field, relevance: Relevance): Sent[] {
  const { numbers, texts, days, hasNow, hasPeriods, hasCaller } = relevance;
  switch (field.type) {
    case "integer":
    case "number": {
      const near = [...numbers].flatMap((number) => [number - 1, number, number + 1]);
      const limits = [field.minimum, field.maximum].flatMap((limit) => (limit === undefined ? [] : [limit]));
      const others = leastOfOthers(relevance).map((least) => 3 * least);
      return [
        ...new Set([...near, 0, 1, 2, 3, 5, 8, ...limits, ...samples(field, 3).map(Number), ...others]),
      ];
    }
    case "boolean":
      return [true, false];
    case "choice":
      return [...(field.values ?? [])];
    case "date":
    case "datetime": {
      if (!hasNow)
        return [
          ...samples(field, 5),
          ...(hasPeriods ? [sampleAt(field, 40), sampleAt(field, 400)] : []),
          ...(relevance.hasHours && field.type === "datetime" ? atHours(field) : []),
        ];
      const around = [...days].flatMap((count) => [count - 1, count + 1, -count - 1, -count + 1]);
      const exact = field.type === "date" ? [0, ...days, ...[...days].map((count) => -count)] : [];
      const all = [-2, -1, 1, 2, ...around, ...exact].filter((count) => field.type === "date" || count !== 0);
      // A moment of today is as good as any, unless the moment itself matters.
      if (field.type === "datetime" && !relevance.hasMoment) all.push(0, 0);
      const must = sideOfNow(field);
      const fitting = all.filter(
        (count) =>
          must === undefined ||
          (count === 0 ? must.orToday && field.type === "date" : count > 0 === (must.side === "future")),
      );
      return [...new Set(fitting)].map((count) => ({ $days: count }));
    }
    case "string": {
      const lengths = [...numbers]
        .filter((number) => Number.isInteger(number) && number > 0 && number <= 200)
        .flatMap((number) => [number - 1, number, number + 1])
        .map((length) => "abcdefghij".repeat(21).slice(0, length));
      return [
        ...new Set([
          ...texts,
          ...(hasCaller ? callerNames(relevance.blueprint) : []),
          ...samples(field, 3),
          ...(accountOf(relevance.blueprint) === undefined ? [] : secrets),
          ...lengths,
        ]),
      ];
    }
    case "list":
      return [...listsOf(field, relevance), ...samples(field, 3)];
    case "reference":
      return [];
    default:
      return samples(field, 3);
  }
}

/** The least values of relevant numbers that are far from the usual ones: enough for several is more than any of those. */
function leastOfOthers({ blueprint, fields }: Relevance): number[] {
  const relevant = blueprint.entities.flatMap((entity) =>
    entity.fields.filter(({ name }) => fields.get(entity.name)?.has(name) === true),
  );
  const least = relevant.flatMap(({ minimum }) => (minimum !== undefined && minimum > 8 ? [minimum] : []));
  return [...new Set(least)].slice(0, 2);
}

/** Moments of one day at different hours. */
function atHours(field: Field): Json[] {
  const day = Date.parse(String(sampleAt(field, 1)));
  return [4, 5, 12, 21, 22].map((hour) => new Date(day + hour * 3_600_000).toISOString());
}

/** Lists of different lengths, whose elements have values that are worth trying. */
function listsOf(field: Field, relevance: Relevance): Json[] {
  const element = elementField(field);
  const pools = givenProperties(element.properties ?? [element]).map((part) => ({
    name: part.name,
    required: part.required,
    references: part.references,
    values: poolOf(part, relevance).filter(isPlain),
  }));
  if (element.type === "json" || (element.type === "object" && element.properties === undefined)) return [];
  const elementAt = (index: number): Json => {
    const values = pools.flatMap(({ name, required, references, values: pool }, place) => {
      if (!required && (index + place) % 3 === 2) return [];
      if (references !== undefined) return [[name, idOfNew(references, index)] as const];
      const value = pool[(index * (place + 1) + place) % pool.length];
      return value === undefined ? [] : [[name, value] as const];
    });
    return element.properties === undefined ? (values[0]?.[1] ?? null) : Object.fromEntries(values);
  };
  const lengths = [0, 1, 2, 3, 1, 2, 4, 3, 5, 2];
  return lengths.map((length, start) => Array.from({ length }, (_, index) => elementAt(start * 3 + index)));
}

function isPlain(value: Sent): value is Json {
  return !isRelative(value) && !isEarlier(value);
}

/** What relevant fields of the things that are there have, as far as the field takes it. */
export function valuesThere(field: Field, { fields, hasNow }: Relevance, service: Store): Json[] {
  // What things have hangs on the time where values are worked out from it.
  if (hasNow) return [];
  return service.made.flatMap(({ entity }, number) => {
    const thing = service.thingOf(number);
    const alike = entity.fields.filter(
      ({ name, type }) => type === field.type && fields.get(entity.name)?.has(name) === true,
    );
    return alike.flatMap(({ name }) => {
      const value = thing?.[name] ?? null;
      return value !== null && fits(field, value) ? [value] : [];
    });
  });
}

/** Some different values that the field takes. */
export function samples(field: Field, count: number): Json[] {
  return Array.from({ length: count }, (_, index) => sampleAt(field, index + 1));
}
