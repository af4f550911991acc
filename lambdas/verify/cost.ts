import type { Blueprint } from "../../shared/blueprint/blueprint.ts";
import type { Entity } from "../../shared/blueprint/entity.ts";
import { countsAll } from "../../shared/compiler/list-route.ts";
import { counted } from "../../shared/counted.ts";
import { type BenchReport, measureHeader } from "../../shared/delivery/control.ts";
import type { Design } from "../../shared/design/design.ts";
import { designByRule } from "../../shared/design/rule.ts";
import type { GateResult } from "../../shared/runs/run.ts";
import { type CostTests, few, type MeasuredRoute, many, writeCostTests } from "../../shared/tester/cost.ts";

/** Rows by which a request may read more of many things than of few, and the part of what it reads. */
const slack = { rows: 10, part: 0.5 };

export function costTestsOf(blueprint: Blueprint): CostTests | undefined {
  return writeCostTests(blueprint, measureHeader);
}

/**
 * What a request reads does not grow with the number of things, unless the design says that it is worked out anew at each
 * read. Growth that the design explains is told and does not fail.
 */
export function costGate(
  { routes }: CostTests,
  { measured, tests, failure }: BenchReport,
  { blueprint, design }: { blueprint: Blueprint; design: Design },
): GateResult {
  const amiss = failure ?? tests.find(({ outcome }) => outcome === "failed")?.message?.split("\n")[0];
  const found = routes.flatMap((route) => {
    const [before, after] = ["few", "many"].map((label) =>
      measured.find((one) => one.label === `${label} ${route.route}` && one.status < 400),
    );
    if (before === undefined || after === undefined) return [];
    const shown = pageOf(route, blueprint);
    const grows = after.rowsRead > shown * before.rowsRead * (1 + slack.part) + slack.rows;
    const why = grows ? explained(route, blueprint, design) : undefined;
    return [{ route, before, after, grows, why }];
  });
  const failures = found
    .filter(({ grows, why }) => grows && why === undefined)
    .map(
      ({ route, before, after }) =>
        `${route.route} reads ${after.rowsRead} rows of ${many} things where it read ${before.rowsRead} of ${few}: ${advice(route)}`,
    );
  return {
    gate: "cost",
    passed: failures.length === 0,
    summary:
      failures.length > 0
        ? `${counted(failures.length, "route")} read more the more there is`
        : `${counted(found.length, "request")} measured${amiss === undefined ? "" : ", the rest could not be"}`,
    failures,
    evidence: {
      checked: "rows and time of reads by key, filters, pages and creates",
      how: `the same requests with ${few} things of a kind and with ${many}`,
      found: [
        ...found.map(({ route, before, after, why }) => {
          const time = `${before.milliseconds.toFixed(1)} and ${after.milliseconds.toFixed(1)} ms`;
          const told = why === undefined ? "" : `: ${why}`;
          return `${route.route}: ${before.rowsRead} and ${after.rowsRead} rows, ${time}${told}`;
        }),
        ...(amiss === undefined ? [] : [`not all could be measured: ${amiss}`]),
      ],
      reproduce: `Make ${many} things and send the request; \`cursor.rowsRead\` of each statement counts the rows.`,
    },
  };
}

/** How many times as much a page shows of many things as of few. */
function pageOf({ entity, kind }: MeasuredRoute, { entities }: Blueprint): number {
  const size = entities.find(({ name }) => name === entity)?.list.pages?.defaultSize ?? few;
  return kind === "page" ? Math.min(size, many) / Math.min(size, few) : 1;
}

function advice({ kind, fields }: MeasuredRoute): string {
  return kind === "filter"
    ? `an index by ${fields.join(", ")} is missing or not used.`
    : "it reads what it does not show; look for a missing index, or a statement run once for each row.";
}

/** Why the design lets a route read more; undefined where it does not. */
function explained(
  { entity: name, kind, fields }: MeasuredRoute,
  blueprint: Blueprint,
  design: Design,
): string | undefined {
  const entity = blueprint.entities.find((one) => one.name === name);
  if (entity === undefined) return undefined;
  if (blueprint.entities.some(looksForAll))
    return "what happens by itself hangs on other things, and is looked for among all before each request";
  if (worksOut(entity)) return "a value is worked out over other things at each read";
  if (kind === "create" && judgesOthers(entity)) return "a rule looks at other things";
  if (kind === "page" && countsAll(entity)) return "a page says how many there are in all";
  const indexed = (one: Design["indexes"][number]) =>
    one.entity === name && (kind !== "filter" || one.by.some(({ field }) => fields.includes(field)));
  const wanted = designByRule(blueprint).indexes.filter(indexed);
  const lacking = wanted.filter(
    (one) => !design.indexes.some((other) => JSON.stringify(other) === JSON.stringify(one)),
  );
  return lacking.length > 0
    ? `the design has no index by ${lacking.map(({ by }) => by.map(({ field }) => field).join(" and ")).join(", ")}`
    : undefined;
}

/** Whether something happens to things by what others are, whatever the time. */
function looksForAll({ lapses = [] }: Entity): boolean {
  return /"kind":"(aggregate|groups)"|"names":\["[^"]+",/.test(JSON.stringify(lapses));
}

function worksOut({ fields, seenBy, seenWhere }: Entity): boolean {
  return /"kind":"(aggregate|groups)"/.test(JSON.stringify([fields, seenBy, seenWhere]));
}

function judgesOthers({ rules, noOverlaps }: Entity): boolean {
  return (
    /"kind":"(aggregate|groups)"/.test(JSON.stringify(rules)) ||
    noOverlaps.some(({ per }) => per.length === 0)
  );
}
