import type * as z from "zod";
import type { SourceFile } from "../agents/source.ts";
import type { implementService } from "../agents/tasks/implement-service.ts";
import { designByRule } from "../design/rule.ts";
import { checkedDesign, printDesign } from "../design/text.ts";
import { carryingSpec } from "./carrying-spec.ts";
import { entityModule } from "./entity-module.ts";
import { migrationsOf } from "./migrations.ts";
import { modelsOf } from "./model.ts";
import { openApiDocument } from "./openapi.ts";
import { decision, pretty, readme } from "./repository.ts";
import { actionsModule, routesModule } from "./routes-module.ts";
import { callersModule, migrationsModule, serviceModule } from "./service-module.ts";

/**
 * Compiles a blueprint and its design to the service's repository: the same ones always give the same files.
 *
 * @throws DesignError when the design is not one of the blueprint
 * @throws Error when the blueprint is at odds with itself, or cannot follow the previous release by adding only
 */
export function implementServiceByRules(
  input: z.output<typeof implementService.input>,
): z.input<typeof implementService.output> {
  const { blueprint, requirement, previous } = input;
  const design =
    input.design === undefined ? designByRule(blueprint) : checkedDesign(input.design, blueprint);
  const models = modelsOf(blueprint, design);
  const migrations = migrationsOf(models, previous);
  const routes = new Map(models.map((model) => [model, routesModule(model, models, blueprint)]));
  const actions = actionsModule(models, blueprint);
  const callers = callersModule(blueprint);
  const files: SourceFile[] = [
    { path: "README.md", content: readme(blueprint, models) },
    { path: "requirement.md", content: requirement.endsWith("\n") ? requirement : `${requirement}\n` },
    { path: "blueprint.json", content: pretty(blueprint) },
    { path: "design.json", content: printDesign(design, blueprint) },
    { path: "openapi.json", content: pretty(carryingSpec(openApiDocument(blueprint, models), blueprint)) },
    { path: "docs/decisions/0001-one-object-with-its-own-sqlite.md", content: decision(blueprint, models) },
    { path: "src/service.ts", content: serviceModule(blueprint, models, { routes, actions }) },
    { path: "src/migrations.ts", content: migrationsModule(migrations) },
  ];
  if (callers !== undefined) files.push({ path: "src/callers.ts", content: callers });
  if (actions !== undefined) files.push({ path: "src/actions.ts", content: actions.text });
  for (const [model, { text }] of routes) {
    files.push({ path: `src/${model.file}.ts`, content: entityModule(model, models, blueprint) });
    files.push({ path: `src/${model.file}-routes.ts`, content: text });
  }
  return { files, migrations };
}
