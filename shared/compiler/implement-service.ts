import type { Implementation, Migration, SourceFile } from "../agents/source.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Design } from "../design/design.ts";
import { designByRule } from "../design/rule.ts";
import { checkedDesign, printDesign } from "../design/text.ts";
import { batchesModule } from "./batches-module.ts";
import { carryingSpec } from "./carrying-spec.ts";
import { entityModule } from "./entity-module.ts";
import { contractsModule, contractsPath } from "./hand-contracts.ts";
import { handModule } from "./hand-module.ts";
import { migrationsOf } from "./migrations.ts";
import { modelsOf } from "./model.ts";
import { openApiDocument } from "./openapi.ts";
import { decision, pretty, readme } from "./repository.ts";
import { actionsModule, routesModule } from "./routes-module.ts";
import { callersModule, migrationsModule, serviceModule } from "./service-module.ts";

export interface ImplementServiceInput {
  blueprint: Blueprint;
  /** How it does what the blueprint says; the usual one if left out. */
  design?: Design | undefined;
  requirement: string;
  /** What this release follows: the live one's blueprint, and the steps that the data has had, also from releases taken back. */
  previous?: { blueprint: Blueprint; migrations: Migration[] } | undefined;
}

/**
 * Compiles a blueprint and its design to the service's repository: the same ones always give the same files. Functions
 * by hand are not among them: `handFunctions` says which there have to be.
 *
 * @throws DesignError when the design is not one of the blueprint
 * @throws Error when the blueprint is at odds with itself, or cannot follow the previous release by adding only
 */
export function implementService(input: ImplementServiceInput): Implementation {
  const { blueprint, requirement, previous } = input;
  const design =
    input.design === undefined ? designByRule(blueprint) : checkedDesign(input.design, blueprint);
  const models = modelsOf(blueprint, design);
  const migrations = migrationsOf(models, previous);
  const routes = new Map(models.map((model) => [model, routesModule(model, models, blueprint)]));
  const actions = actionsModule(models, blueprint);
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
  const more: [path: string, content: string | undefined][] = [
    ["src/callers.ts", callersModule(blueprint)],
    ["src/actions.ts", actions?.text],
    ["src/batches.ts", batchesModule(blueprint)],
    ["src/by-hand.ts", handModule(blueprint, models)],
    [contractsPath, contractsModule(blueprint, models)],
  ];
  for (const [path, content] of more) if (content !== undefined) files.push({ path, content });
  for (const [model, { text }] of routes) {
    files.push({ path: `src/${model.file}.ts`, content: entityModule(model, models, blueprint) });
    files.push({ path: `src/${model.file}-routes.ts`, content: text });
  }
  return { files, migrations };
}
