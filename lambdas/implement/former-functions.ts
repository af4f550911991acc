import type { SourceFile } from "../../shared/agents/source.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { type HandFunction, handFunctions } from "../../shared/compiler/hand.ts";

/** A function as an earlier implementation has it. */
export interface FormerFunction {
  asked: HandFunction;
  content: string;
}

/** The functions that an implementation holds, by their files, with what they were written for. */
export function formerFunctions(files: readonly SourceFile[]): Map<string, FormerFunction> {
  const texts = new Map(files.map(({ path, content }) => [path, content]));
  const blueprint = Blueprint.safeParse(JSON.parse(texts.get("blueprint.json") ?? "null"));
  if (!blueprint.success) return new Map();
  return new Map(
    handFunctions(blueprint.data).flatMap((asked): [string, FormerFunction][] => {
      const content = texts.get(asked.path);
      return content === undefined ? [] : [[asked.path, { asked, content }]];
    }),
  );
}

/** Whether what a function was written for is what is asked for now; that all types still fit is checked with the rest. */
export function isStillAsked({ asked }: FormerFunction, { sentence, signature }: HandFunction): boolean {
  return asked.sentence === sentence && asked.signature === signature;
}
