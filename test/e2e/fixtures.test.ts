import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe } from "vitest";
import { type Acceptance, apiAt } from "./fixtures/api.ts";
import { quickBuilder } from "./quick-build.ts";

/** Makes a spec into a running service. */
export interface Builder {
  /** Builds the spec under the name, and gives the service's base URL, without a slash at its end. */
  build(spec: string, name: string): Promise<string>;
  /** Ends whatever `build` started. */
  stop(): Promise<void>;
}

const directory = new URL("fixtures/", import.meta.url);
const names = readdirSync(directory, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

const builder: Builder = quickBuilder();
afterAll(() => builder.stop());

for (const name of names) {
  const module: { default: Acceptance } = await import(new URL(`${name}/acceptance.ts`, directory).href);
  describe(name, () => {
    let base = "";
    beforeAll(async () => {
      base = await builder.build(readFileSync(new URL(`${name}/spec.md`, directory), "utf8"), name);
    });
    module.default(apiAt(() => base));
  });
}
