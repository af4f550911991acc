import * as z from "zod";
import { Findings } from "../../shared/agents/finding.ts";
import { Implementation, SourceFile } from "../../shared/agents/source.ts";
import { writeFunction } from "../../shared/agents/tasks/write-function.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { handFunctions } from "../../shared/compiler/hand.ts";
import { implementService } from "../../shared/compiler/implement-service.ts";
import { counted } from "../../shared/counted.ts";
import { recordKeys, Service } from "../../shared/runs/run.ts";
import { performFor } from "../runtime/agent.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { ClauseList } from "../runtime/clause-list.ts";
import { designOf } from "../runtime/designed-release.ts";
import { FunctionsByHandError } from "../runtime/errors.ts";
import { formatSource } from "../runtime/format-source.ts";
import { getRecord } from "../runtime/records.ts";
import { readRelease } from "../runtime/release-change.ts";
import { readToolbox } from "../runtime/toolbox.ts";
import { chooseDesign } from "./choose-design.ts";
import { formerFunctions } from "./former-functions.ts";
import { writeFunctions } from "./write-functions.ts";

export interface ImplementInput {
  /** Digests. */
  requirement: string;
  clauses: string;
  spec: string;
  blueprint: string;
  /** Digest of what was asked for; null where nothing was. */
  design: string | null;
  /** Id of the release that is live. */
  previous: string | null;
  /** Digest of what the reviewer has decided; null in the first round. */
  findings: string | null;
  /** Digest of the implementation of the round before. */
  source: string | null;
  /** Digest of the files of functions that a person gives; null where there are none. */
  hand: string | null;
}

/**
 * Compiles the service's repository from its blueprint, with the spec that it is the meaning of, and has the functions
 * written that the spec asks for by hand.
 *
 * @throws FunctionsByHandError when one of them is not there, or does not fit
 */
export async function implement(input: ImplementInput) {
  const blueprint = await getArtifact(input.blueprint, Blueprint);
  const previous = await readPrevious(blueprint.service.name, input.previous);
  const asked = input.design === null ? undefined : await getArtifact(input.design, z.unknown());
  const begun = await chooseDesign(blueprint, { asked, previous: previous?.live });
  const compiled = implementService({
    blueprint,
    requirement: await getArtifact(input.requirement, z.string()),
    design: begun.design,
    previous: previous && { blueprint: previous.live.blueprint, migrations: previous.migrations },
  });
  const spec = { path: "spec.md", content: await getArtifact(input.spec, z.string()) };
  const files = [spec, ...(await formatSource(compiled.files))];
  const hand = await handFiles(input, { blueprint, spec: spec.content, files, live: previous?.files ?? [] });
  const implementation = { ...compiled, files: [...files, ...hand.files] };
  const lines = implementation.files
    .filter((file) => file.path.startsWith("src/"))
    .reduce((sum, file) => sum + file.content.split("\n").length, 0);
  const result = { source: await putArtifact(implementation) };
  return {
    result,
    said: `${counted(implementation.files.length, "file")}, ${counted(lines, "line")} of code${hand.said}${begun.said}`,
  };
}

/** The files of the functions that the blueprint asks for. */
async function handFiles(
  input: ImplementInput,
  {
    blueprint,
    spec,
    files,
    live,
  }: { blueprint: Blueprint; spec: string; files: readonly SourceFile[]; live: readonly SourceFile[] },
): Promise<{ files: SourceFile[]; said: string }> {
  const functions = handFunctions(blueprint);
  const given = input.hand === null ? [] : await getArtifact(input.hand, HandFiles);
  const unasked = given.filter(({ path }) => !functions.some((asked) => asked.path === path));
  if (unasked.length > 0) throw new FunctionsByHandError(unaskedText(unasked, functions));
  if (functions.length === 0) return { files: [], said: "" };
  const before = input.source === null ? [] : (await getArtifact(input.source, Implementation)).files;
  const { clauses } = await getArtifact(input.clauses, ClauseList);
  const made = await writeFunctions({
    ask: (question) => performFor(writeFunction, question),
    toolbox: await readToolbox(),
    functions: functions.map((asked) => ({
      ...asked,
      clauses: clauses.filter(({ id }) =>
        blueprint.trace.some(
          (trace) => trace.clause === id && trace.outcome === "met" && trace.by.includes(asked.part),
        ),
      ),
    })),
    spec,
    compiled: files,
    given,
    before: formerFunctions(before),
    live: formerFunctions(live),
    findings: input.findings === null ? [] : (await getArtifact(input.findings, Findings)).findings,
  });
  const { written, kept } = made;
  return {
    files: made.files,
    said: `; ${counted(functions.length, "function")} by hand (${written} written, ${kept} kept)`,
  };
}

const HandFiles = z.array(SourceFile);

function unaskedText(unasked: readonly SourceFile[], functions: readonly { path: string }[]): string {
  const asked = functions.map(({ path }) => path).join(", ");
  return (
    `The spec asks for no function in ${unasked.map(({ path }) => path).join(", ")}. ` +
    (functions.length === 0 ? "It asks for none by hand." : `It asks for ${asked}: name the files so.`)
  );
}

/**
 * What the new release follows: the rules and the design of the live one, and the schema of the newest that was
 * ever live, which the data keeps also when that one was taken back.
 */
async function readPrevious(name: string, live: string | null) {
  const service = await getRecord(recordKeys.service(name), Service);
  const newest = service?.newest ?? live;
  if (newest === null) return undefined;
  const { migrations } = await getArtifact((await readRelease(name, newest)).source, Implementation);
  const release = await readRelease(name, live ?? newest);
  const blueprint = await getArtifact(release.blueprint, Blueprint);
  const { files } = await getArtifact(release.source, Implementation);
  return { live: { blueprint, design: designOf(files, blueprint) }, migrations, files };
}
