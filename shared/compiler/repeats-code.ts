import type { RouteIn } from "../blueprint/all-routes.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { type Repeats, saidOfRepeats } from "../blueprint/repeats.ts";
import { arrayOf, type Entry, objectOf, text } from "../code/literal.ts";
import { refusalCode } from "./guard-code.ts";
import { type EntityModel, inputModel } from "./model.ts";
import { routePath } from "./route-paths.ts";
import { fieldCode } from "./zod-schema.ts";

/** The statements of the service that know repeats of calls. They come before all that a call is judged by but its caller. */
export function repeatsCode(blueprint: Blueprint, models: readonly EntityModel[]): string[] {
  const said = saidOfRepeats(blueprint);
  return said.map(({ repeats, routes }) => {
    const options = optionsOf(blueprint, repeats, models);
    // What is said of the whole service, and nowhere else otherwise, names no routes.
    if (repeats !== blueprint.repeats || said.length > 1)
      options.push(["routes", arrayOf([...new Set(routes.map((one) => text(routeText(one, models))))])]);
    return `this.#app.use(knowRepeats(ctx.storage, ${objectOf(options)}));`;
  });
}

function optionsOf(
  { callers }: Blueprint,
  { header, value, refusal, reused }: Repeats,
  models: readonly EntityModel[],
): Entry[] {
  const options: Entry[] = [["header", text(header)]];
  if (value !== undefined)
    options.push(["value", fieldCode(inputModel({ ...value, required: true }, models))]);
  if (refusal !== undefined)
    options.push(["refusal", refusalCode(refusal, `Say a key for this call in the header ${header}.`)]);
  options.push(["reused", refusalCode(reused, "The key stands for another call. Say a new one.")]);
  if (callers?.name !== undefined) options.push(["callers"]);
  return options;
}

/** A route as the router has it. */
function routeText({ entity, route }: RouteIn, models: readonly EntityModel[]): string {
  const model = models.find((one) => one.entity === entity);
  return `${route.method} ${model === undefined ? route.path : routePath(model, route).path}`;
}
