import { beforeAll, describe, expect, test } from "vitest";
import { formerFunctions } from "../../../lambdas/implement/former-functions.ts";
import { type WriteFunctionsInput, writeFunctions } from "../../../lambdas/implement/write-functions.ts";
import { formatSource } from "../../../lambdas/runtime/format-source.ts";
import type { SourceFile } from "../../../shared/agents/source.ts";
import { handFunctions } from "../../../shared/compiler/hand.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { loadToolbox } from "../compiler/serving.ts";
import { blueprintOf } from "../spec/serving.ts";

const spec = (slug: string, type = "text") => `# Shop

## Book
- title: text, required
- slug by hand (${type}), set at each change: ${slug}
- size by hand (whole number): how many letters title has
`;

const slug = `import type { SlugInput, SlugResult } from "./contracts.ts";

export function slug({ thing }: SlugInput): SlugResult {
  return thing.title.toLowerCase();
}
`;
const size = `import type { SizeInput, SizeResult } from "./contracts.ts";

export function size({ thing }: SizeInput): SizeResult {
  return thing.title.length;
}
`;

type Answer = Awaited<ReturnType<WriteFunctionsInput["ask"]>>;

let toolbox: WriteFunctionsInput["toolbox"];
beforeAll(async () => {
  toolbox = await loadToolbox();
}, 60_000);

/** Has a spec's functions written by a developer that gives these answers, one after the other. */
async function write(text: string, answers: Answer[], more: Partial<WriteFunctionsInput> = {}) {
  const blueprint = blueprintOf(text);
  const { files } = implementService({ blueprint, requirement: "" });
  const asked: Parameters<WriteFunctionsInput["ask"]>[0][] = [];
  const made = writeFunctions({
    ask: async (question) => {
      asked.push(question);
      const answer = answers[asked.length - 1];
      if (answer === undefined) throw new Error(`Nobody answers question ${asked.length}.`);
      return answer;
    },
    toolbox,
    functions: handFunctions(blueprint).map((one) => ({ ...one, clauses: [{ id: "c1", text: "A slug." }] })),
    spec: text,
    compiled: files,
    given: [],
    before: new Map(),
    live: new Map(),
    findings: [],
    ...more,
  });
  return { asked, compiled: files, made };
}

const lower = spec("title in lower case");

/** An implementation of the spec with both functions. */
async function implementation(text = lower): Promise<SourceFile[]> {
  const { compiled, made } = await write(text, [{ content: slug }, { content: size }]);
  return [...compiled, ...(await made).files];
}

describe("functions by hand", () => {
  test("are asked for one by one, with contract, sentence, clauses and the whole spec", async () => {
    const { asked, made } = await write(lower, [{ content: slug }, { content: size }]);
    expect(await made).toEqual({
      files: await formatSource([
        { path: "src/hand/slug.ts", content: slug },
        { path: "src/hand/size.ts", content: size },
      ]),
      written: 2,
      kept: 0,
    });
    expect(asked).toMatchObject([
      {
        name: "slug",
        path: "src/hand/slug.ts",
        sentence: "title in lower case",
        contract: expect.stringMatching(/type Book = \{.*interface SlugInput/s),
        clauses: [{ id: "c1" }],
        spec: lower,
        others: [],
      },
      { name: "size", others: [{ name: "slug", path: "src/hand/slug.ts", sentence: "title in lower case" }] },
    ]);
    expect(asked[0]?.contract).not.toContain("SizeInput");
  });

  test("that have unused names, other quotes and no format need no second call", async () => {
    const untidy = slug
      .replace("title.toLowerCase()", "title.toLowerCase();const spare=1")
      .replaceAll('"', "'");
    const { asked, made } = await write(lower, [
      { content: `import type { Things } from './contracts.ts'\n${untidy}` },
      { content: size },
    ]);
    expect((await made).files[0]?.content).toContain('from "./contracts.ts";');
    expect(asked).toHaveLength(2);
  });

  test("that do not compile are sent back with what is wrong, and only those", async () => {
    const wrong = slug.replace("title.toLowerCase()", "titel.toLowerCase()");
    const { asked, made } = await write(lower, [{ content: wrong }, { content: size }, { content: slug }]);
    expect((await made).files[0]?.content).toBe(slug);
    expect(asked[2]?.former).toEqual({
      content: wrong,
      problems: [expect.stringMatching(/^src\/hand\/slug\.ts:4 Property 'titel' does not exist/)],
    });
  });

  test("that do not have the type of their contract are sent back", async () => {
    const wrong = slug.replace(
      "({ thing }: SlugInput): SlugResult",
      "({ thing }: SlugInput, more: number): SlugResult",
    );
    const { asked, made } = await write(lower, [{ content: wrong }, { content: size }, { content: slug }]);
    await made;
    expect(asked[2]?.former?.problems).toEqual([
      expect.stringMatching(/^src\/by-hand\.ts:\d+ .*not assignable to type 'SlugFunction'/),
    ]);
  });

  test("that never compile end the run with what is wrong, after a bounded number of calls", async () => {
    const wrong = { content: slug.replace("title.", "titel.") };
    const { asked, made } = await write(lower, [wrong, { content: size }, wrong, wrong, wrong]);
    await expect(made).rejects.toThrow(/do not fit.*mended them 3 times.*slug\.ts:4 .*--hand FOLDER/s);
    expect(asked).toHaveLength(5);
  });

  test("that nobody can write are named, all of them, with their contracts and a way out", async () => {
    const { made } = await write(lower, [{ cannot: "No model." }, { cannot: "No model." }]);
    await expect(made).rejects.toThrow(
      /`slug`, in src\/hand\/slug\.ts: title in lower case\. No model\..*interface SlugInput.*`size`.*--hand FOLDER.*language model/s,
    );
  });
});

describe("functions that stand", () => {
  test("stay as they are when their developer finds nothing to mend in them", async () => {
    const before = formerFunctions(await implementation());
    const findings = [
      { at: "code" as const, file: "src/hand/slug.ts", reason: "The slug is wrong.", evidence: "" },
    ];
    const { asked, made } = await write(lower, [{ cannot: "It is right." }], { before, findings });
    expect(await made).toMatchObject({ written: 0, kept: 2 });
    expect(asked).toHaveLength(1);
  });

  test("are kept while their sentence and contract stay", async () => {
    const live = formerFunctions(await implementation());
    const { asked, made } = await write(`${lower}- pages: whole number\n`, [], { live });
    expect(await made).toMatchObject({ written: 0, kept: 2 });
    expect(asked).toEqual([]);
  });

  test("are written again, from what they were, when their sentence changes", async () => {
    const live = formerFunctions(await implementation());
    const upper = { content: slug.replace("toLowerCase", "toUpperCase") };
    const { asked, made } = await write(spec("title in upper case"), [upper], { live });
    expect(await made).toMatchObject({ written: 1, kept: 1 });
    expect(asked).toMatchObject([
      {
        name: "slug",
        former: { content: slug, problems: [expect.stringContaining("before it was: title in lower case")] },
      },
    ]);
  });

  test("are written again when what is around them no longer fits", async () => {
    const live = formerFunctions(await implementation());
    const { asked, made } = await write(
      lower.replace("title: text, required", "title: text"),
      [
        { content: slug.replace("thing.title", '(thing.title ?? "")') },
        { content: size.replace("thing.title.length", "(thing.title ?? '').length") },
      ],
      { live },
    );
    expect(await made).toMatchObject({ written: 2, kept: 0 });
    expect(asked[0]?.former?.problems[0]).toContain("possibly 'null'");
  });

  test("of the round before come before those of the live release, and what is found against one is told", async () => {
    const live = formerFunctions(await implementation());
    const mended = { content: slug.replace("toLowerCase()", 'toLowerCase().replaceAll(" ", "-")') };
    const first = await write(lower, [mended, { content: size }]);
    const before = formerFunctions([...first.compiled, ...(await first.made).files]);
    const findings: WriteFunctionsInput["findings"] = [
      {
        at: "code",
        file: "src/hand/slug.ts",
        test: "slugs [c1]",
        reason: "Blanks stay.",
        evidence: "GET /books/1 gave 'a b'",
      },
      { at: "test", reason: "The test is wrong.", evidence: "" },
    ];
    const { asked, made } = await write(lower, [mended], { live, before, findings });
    expect(await made).toMatchObject({ written: 1, kept: 1 });
    expect(asked[0]?.former).toEqual({
      content: before.get("src/hand/slug.ts")?.content,
      problems: ["Blanks stay.\nTest: slugs [c1]\nGET /books/1 gave 'a b'"],
    });
  });
});

describe("functions that a person gives", () => {
  test("are taken in place of the developer's", async () => {
    const given = [{ path: "src/hand/slug.ts", content: slug }];
    const { asked, made } = await write(lower, [{ content: size }], { given });
    expect(await made).toMatchObject({ written: 1, kept: 0 });
    expect(asked.map(({ name }) => name)).toEqual(["size"]);
  });

  test("are never written over: what is wrong with them is told", async () => {
    const given = [
      { path: "src/hand/slug.ts", content: slug.replace("title.", "titel.") },
      { path: "src/hand/size.ts", content: size },
    ];
    const { made } = await write(lower, [], { given });
    await expect(made).rejects.toThrow(/do not fit their contracts:\nsrc\/hand\/slug\.ts:4 Property 'titel'/);
  });
});
