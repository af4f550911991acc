import type * as z from "zod";
import type { Findings } from "../../shared/agents/finding.ts";
import type { SourceFile } from "../../shared/agents/source.ts";
import type { writeFunction } from "../../shared/agents/tasks/write-function.ts";
import type { Clause } from "../../shared/blueprint/clause.ts";
import type { HandFunction } from "../../shared/compiler/hand.ts";
import type { Toolbox } from "../../shared/delivery/toolbox.ts";
import { FunctionsByHandError } from "../runtime/errors.ts";
import { formatSource } from "../runtime/format-source.ts";
import { type FormerFunction, isStillAsked } from "./former-functions.ts";

/** Times that a function which does not compile is asked for again. */
const mostMends = 3;

/** Most problems of one file that are sent back. */
const mostProblems = 20;

/** Most findings of a review that are sent back with one file. */
const mostFindings = 8;

export interface WriteFunctionsInput {
  /** Asks the developer's model. */
  ask: (question: z.input<typeof writeFunction.input>) => Promise<z.output<typeof writeFunction.output>>;
  toolbox: Toolbox;
  functions: readonly (HandFunction & { clauses: readonly Clause[] })[];
  spec: string;
  /** What the compiler has made: the functions are checked with it. */
  compiled: readonly SourceFile[];
  /** Files that a person has given. */
  given: readonly SourceFile[];
  /** Functions of the round before in this run, and of the live release, by their files. */
  before: ReadonlyMap<string, FormerFunction>;
  live: ReadonlyMap<string, FormerFunction>;
  findings: Findings["findings"];
}

/** A function's file as far as it has come. */
interface Written {
  content: string;
  by: "person" | "developer" | "kept";
}

/**
 * The files of all functions by hand: those that a person gives, those that stand and are still what is asked for, and
 * the others as the developer's model writes them, one call each. All are checked with the compiled code; what does not
 * fit is sent back, a bounded number of times.
 *
 * @throws FunctionsByHandError that names the functions nobody has written, or whose code does not fit
 */
export async function writeFunctions(input: WriteFunctionsInput) {
  const { functions, given, before, live, findings } = input;
  const files = new Map<string, Written>();
  const cannot: { asked: HandFunction; reason: string }[] = [];
  const write = async (
    asked: WriteFunctionsInput["functions"][number],
    former?: { content: string; problems: string[] },
  ) => {
    const { name, path, sentence, contract, clauses } = asked;
    const standing = before.get(path) ?? live.get(path);
    const answer = await input.ask({
      name,
      path,
      sentence,
      contract,
      clauses: [...clauses],
      spec: input.spec,
      others: functions.flatMap((other) => {
        const written = files.get(other.path) ?? given.find((file) => file.path === other.path);
        if (other === asked || written === undefined) return [];
        const { name: called, path: at, sentence: does } = other;
        return [{ name: called, path: at, sentence: does, exports: exportsOf(written.content) }];
      }),
      ...(former !== undefined && { former }),
    });
    if (answer.content !== undefined) files.set(path, { content: answer.content, by: "developer" });
    // A developer who finds nothing to mend in what is still asked for leaves it as it is.
    else if (former !== undefined && standing !== undefined && isStillAsked(standing, asked))
      files.set(path, { content: standing.content, by: "kept" });
    else cannot.push({ asked, reason: answer.cannot ?? "no reason was given" });
  };
  for (const asked of functions) {
    const { path } = asked;
    const own = given.find((file) => file.path === path);
    const standing = before.get(path) ?? live.get(path);
    const problems = findings
      .filter(({ at, file }) => at === "code" && (file === undefined || file === path))
      .slice(0, mostFindings)
      .map(({ reason, test, evidence }) =>
        [reason, test && `Test: ${test}`, evidence].filter(Boolean).join("\n"),
      );
    if (own !== undefined) files.set(path, { content: own.content, by: "person" });
    else if (standing === undefined) await write(asked);
    else if (problems.length > 0) await write(asked, { content: standing.content, problems });
    else if (isStillAsked(standing, asked)) files.set(path, { content: standing.content, by: "kept" });
    else await write(asked, { content: standing.content, problems: [changed(standing.asked, asked)] });
  }
  if (cannot.length > 0) throw missing(cannot);
  await mend(input, files, async (asked, former) => {
    await write(asked, former);
    if (cannot.length > 0) throw missing(cannot);
  });
  const made = [...files].map(([path, { content }]) => ({ path, content }));
  const count = (by: Written["by"]) => [...files.values()].filter((file) => file.by === by).length;
  return { files: await formatSource(made), written: count("developer"), kept: count("kept") };
}

/** How each function, constant and type begins that a file exports: up to its body. */
function exportsOf(content: string): string[] {
  const starts =
    content.match(/^export (?:async )?(?:function|const|class|interface|type|enum) [\s\S]*?[{;]$/gm) ?? [];
  return starts.map((start) => start.replace(/\s*[{;]$/, "").replace(/\s+/g, " "));
}

/** Sends back what does not compile, or breaks a rule of functions, until all of it does. */
async function mend(
  { functions, compiled, toolbox }: WriteFunctionsInput,
  files: Map<string, Written>,
  rewrite: (
    asked: WriteFunctionsInput["functions"][number],
    former: { content: string; problems: string[] },
  ) => Promise<void>,
): Promise<void> {
  // TypeScript is loaded only for services that have functions by hand.
  const [{ checkTypes }, { handProblems }] = await Promise.all([
    import("../runtime/type-check.ts"),
    import("./hand-rules.ts"),
  ]);
  const callerLines = compiled.find(({ path }) => path === callers)?.content.split("\n") ?? [];
  for (let mends = 0; ; mends++) {
    const hand = [...files].map(([path, { content }]) => ({ path, content }));
    const types = checkTypes({ files: [...compiled, ...hand], toolbox });
    const faulty = functions.flatMap((asked) => {
      const file = files.get(asked.path);
      if (file === undefined) return [];
      // The caller's complaint is this file's where the function has not the type of its contract.
      const called = types.filter(
        ({ file: of, line }) => of === callers && isAbout(asked, callerLines[line - 1]),
      );
      const own = types.filter(({ file: of }) => of === asked.path);
      const problems = [
        ...handProblems({ path: asked.path, content: file.content }, asked),
        ...[...own, ...called].map(({ file: of, line, message }) => `${of}:${line} ${message}`),
      ].slice(0, mostProblems);
      return problems.length === 0 ? [] : [{ asked, file, problems }];
    });
    if (faulty.length === 0) return;
    const persons = faulty.filter(({ file }) => file.by === "person");
    if (persons.length > 0 || mends === mostMends) throw unfit(persons.length > 0 ? persons : faulty, mends);
    for (const { asked, file, problems } of faulty) await rewrite(asked, { content: file.content, problems });
  }
}

/** The file that calls functions by hand. */
const callers = "src/by-hand.ts";

/** Whether a line of it is about the function: imports it, or takes it for its type. */
function isAbout({ name, path }: HandFunction, line = ""): boolean {
  return line.includes(`"./${path.slice("src/".length)}"`) || line.trimEnd().endsWith(`= ${name};`);
}

function changed(before: HandFunction, now: HandFunction): string {
  return before.sentence === now.sentence
    ? "Its contract has changed."
    : `Its sentence has changed; before it was: ${before.sentence}`;
}

function missing(cannot: readonly { asked: HandFunction; reason: string }[]): FunctionsByHandError {
  const listed = cannot.map(
    ({ asked: { name, path, sentence, signature }, reason }) =>
      `\`${name}\`, in ${path}: ${sentence}. ${reason}\n${signature.trimEnd()}`,
  );
  return new FunctionsByHandError(
    [
      "The spec asks for functions by hand that nobody has written:",
      ...listed,
      "Write them yourself: put each into a file of its name in a folder and build with `--hand FOLDER`. Or give the developer a language model.",
    ].join("\n"),
  );
}

function unfit(
  faulty: readonly { asked: HandFunction; problems: string[] }[],
  mends: number,
): FunctionsByHandError {
  const listed = faulty.flatMap(({ problems }) => problems);
  const tried = mends === 0 ? "" : ` after the developer has mended them ${mends} times`;
  return new FunctionsByHandError(
    `Functions by hand do not fit their contracts${tried}:\n${listed.join("\n")}\nMend the files and give them with \`--hand FOLDER\`, or say the statement otherwise.`,
  );
}
