import * as z from "zod";
import type { SourceFile } from "../../shared/agents/source.ts";
import { handFunctions } from "../../shared/compiler/hand.ts";
import { parseSpec } from "../../shared/spec/parse.ts";
import { PushRefusedError } from "../runtime/errors.ts";
import { standingOf } from "../runtime/history.ts";
import type { Repository } from "../runtime/repository.ts";

/** Where files of a service's repository stand. A bundle has flat names, so code lies in one folder, functions by hand in another. */
const places = [
  /^[\w.-]+$/,
  /^src\/[\w-]+\.ts$/,
  /^src\/hand\/[\w-]+\.ts$/,
  /^test\/[\w-]+(\.[\w-]+)*\.ts$/,
  /^(docs|kit|\.github)\//,
];

/** Most paths that a refusal names. */
const mostNamed = 20;

const Design = z.record(z.string(), z.unknown());

/** What a release is compiled from, as a push has it. */
export interface PushedSource {
  spec: string;
  /** What `design.json` holds, where the push has changed it. */
  design: z.infer<typeof Design> | undefined;
  /** Files of the functions that the spec asks for by hand. */
  hand: SourceFile[];
}

/**
 * Reads what was pushed.
 *
 * @throws PushRefusedError for files where none of a service's stand, no spec, or a design that is no JSON
 * @throws RepositoryContentError for what no service's repository may hold
 */
export async function readPush(
  repository: Repository,
  { service, commit }: { service: string; commit: string },
): Promise<PushedSource> {
  const tree = await repository.readTree(commit);
  const strange = [...tree.keys()].filter((path) => !places.some((place) => place.test(path)));
  if (strange.length > 0)
    throw new PushRefusedError(
      `A service's repository has no place for ${strange.slice(0, mostNamed).join(", ")}. ` +
        "Code stands in src/NAME.ts, functions by hand in src/hand/NAME.ts, tests in test/NAME.test.ts, texts in docs/. Nothing live has changed: move them and push again.",
    );
  const spec = tree.get("spec.md");
  if (spec === undefined)
    throw new PushRefusedError(
      "The push has no spec.md, which the service is compiled from. Nothing live has changed: put it back and push again.",
    );
  return {
    spec,
    design: await changedDesign(repository, { service, commit, tree }),
    hand: functionsIn(tree, spec),
  };
}

async function changedDesign(
  repository: Repository,
  { service, commit, tree }: { service: string; commit: string; tree: ReadonlyMap<string, string> },
): Promise<PushedSource["design"]> {
  const text = tree.get("design.json");
  const { generated } = await standingOf(repository, service, commit);
  if (text === undefined || (generated && (await repository.read(generated, "design.json"))) === text)
    return undefined;
  try {
    return Design.parse(JSON.parse(text));
  } catch (cause) {
    throw new PushRefusedError(
      "design.json of the push is no JSON object. Nothing live has changed: mend it and push again.",
      { cause },
    );
  }
}

function functionsIn(tree: ReadonlyMap<string, string>, spec: string): SourceFile[] {
  const reading = parseSpec(spec);
  if (reading.outcome === "unread") return [];
  return handFunctions(reading.blueprint).flatMap(({ path }) => {
    const content = tree.get(path);
    return content === undefined ? [] : [{ path, content }];
  });
}
