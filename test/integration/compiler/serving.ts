import { readFileSync } from "node:fs";
import { type Call, callVia, type Answer as KitAnswer } from "@aidevos/kit/testing";
import type * as z from "zod";
import { makeBundle } from "../../../lambdas/runtime/bundle.ts";
import { checkTypes } from "../../../lambdas/runtime/type-check.ts";
import { buildToolbox, toolboxFile } from "../../../scripts/build-toolbox.ts";
import type { SourceFile } from "../../../shared/agents/source.ts";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { Toolbox } from "../../../shared/delivery/toolbox.ts";
import { serveBundle } from "./runtime.ts";

export interface Answer extends Omit<KitAnswer, "headers" | "body"> {
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read properties of JSON answers
  body: any;
}

export interface Served {
  call(...request: Parameters<Call>): Promise<Answer>;
  stop(): Promise<void>;
}

let toolbox: Promise<Toolbox> | undefined;

export function loadToolbox(): Promise<Toolbox> {
  toolbox ??= buildToolbox().then(() => Toolbox.parse(JSON.parse(readFileSync(toolboxFile, "utf8"))));
  return toolbox;
}

/** Compiles a blueprint and checks the code's types, functions by hand among them. */
export async function compile(blueprint: z.input<typeof Blueprint>, hand: readonly SourceFile[] = []) {
  const { files: compiled, migrations } = implementService({
    blueprint: Blueprint.parse(blueprint),
    requirement: "As the blueprint says.",
  });
  const files = [...compiled, ...hand];
  const problems = checkTypes({ files, toolbox: await loadToolbox(), tidy: true });
  return { files, migrations, problems };
}

/**
 * Serves a blueprint's code from the real runtime; `call` reaches an object of its own for each `fresh()`.
 *
 * @throws Error when the code is not sound under strict types, or holds anything unused
 */
export async function serve(
  blueprint: z.input<typeof Blueprint>,
  hand: readonly SourceFile[] = [],
): Promise<Served & { fresh(): void }> {
  const { files, problems } = await compile(blueprint, hand);
  if (problems.length > 0) throw new Error(JSON.stringify(problems, null, 2));
  const { send, stop } = await serveBundle(makeBundle({ files, toolbox: await loadToolbox() }));
  let object = crypto.randomUUID();
  return {
    fresh() {
      object = crypto.randomUUID();
    },
    async call(...request) {
      const answer = await callVia(send(object))(...request);
      return { ...answer, headers: new Headers(answer.headers) };
    },
    stop,
  };
}
