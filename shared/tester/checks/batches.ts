import { takesBody } from "../../blueprint/action.ts";
import type { RouteIn } from "../../blueprint/all-routes.ts";
import { type Batch, routeDone } from "../../blueprint/batch.ts";
import { propertyKey } from "../../code/literal.ts";
import { rowName } from "../batch-frame.ts";
import type { Check } from "../check.ts";
import { expectRefusal } from "../refusals.ts";
import { nameOfRoute, scenarioReaching } from "../scenario/reaching.ts";
import { Rendering } from "../scenario/render.ts";
import type { Subject } from "../subject.ts";

/** More rows than these are not sent to see that they are too many. */
const mostSent = 200;

/** Routes that do another one for each of several rows: what is done there is done here, and what is refused hinders nothing. */
export function batches(subject: Subject): Check[] {
  return (subject.blueprint.batches ?? []).flatMap((batch, index) => [
    ...doneInRows(subject, batch, index),
    ...tooMany(subject, batch, index),
  ]);
}

function doneInRows(subject: Subject, batch: Batch, index: number): Check[] {
  const { blueprint } = subject;
  const target = routeDone(batch, blueprint);
  const by = rowName(blueprint, batch);
  if (
    target === undefined ||
    by === undefined ||
    !readsBody(target) ||
    (target.route.headers ?? []).length > 0
  )
    return [];
  const title = `\`POST ${batch.path}\` does ${nameOfRoute(target)} for a row, whatever becomes of others`;
  const found = scenarioReaching(blueprint, target, title);
  if (found === undefined) return [];
  const { scenario, at } = found;
  const { lines } = new Rendering(subject, scenario, { sentBy: { at, by } });
  return [{ title, lines, shows: [`batches/${index}`] }];
}

/** Whether a row that is no object is refused. */
function readsBody({ route }: RouteIn): boolean {
  return "inputs" in route ? takesBody(route) : ["create", "replace", "update"].includes(route.kind);
}

function tooMany(subject: Subject, { path, most, of }: Batch, index: number): Check[] {
  if (most > mostSent || path.includes(":")) return [];
  const rows = `Array.from({ length: ${most + 1} }, () => 7)`;
  const body = of === undefined ? rows : `{ ${propertyKey(of)}: ${rows} }`;
  return [
    {
      title: `\`POST ${path}\` takes no more than ${most} rows`,
      lines: [
        `const answer = await call("POST", ${JSON.stringify(path)}, ${body});`,
        expectRefusal(subject, "invalid"),
      ],
      shows: [`batches/${index}`],
    },
  ];
}
