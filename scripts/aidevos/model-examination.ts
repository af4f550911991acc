import * as z from "zod";
import { openModel } from "../../lambdas/runtime/model.ts";
import { readAnswer } from "../../shared/agents/answer.ts";
import { answerSchema } from "../../shared/agents/answer-schema.ts";
import { task } from "../../shared/agents/task.ts";
import { draftSpec } from "../../shared/agents/tasks/draft-spec.ts";
import type { AdaptingModel, AnswerMode } from "../../shared/models/answer-mode.ts";
import { isReplayed, type ModelChoice, printChoice } from "../../shared/models/choice.ts";
import { ModelError } from "../../shared/models/errors.ts";
import type { ConverseAnswer, ConverseRequest } from "../../shared/models/model.ts";

/** What a model does when it is asked in one way. */
export interface ModeResult {
  mode: AnswerMode;
  /** `wrong`: it answered, but not what was asked. `refused`: its endpoint does not know the way. */
  outcome: "works" | "wrong" | "refused";
  detail: string;
}

export interface Examination {
  model: string;
  /** Whether services can be built with it. */
  usable: boolean;
  modes: ModeResult[];
  /** The surest way that works, which is the one that is used. */
  uses: AnswerMode | null;
  streams: boolean;
  /** Whether the endpoint counts tokens. */
  countsTokens: boolean;
  /** Of output, in the longest of its answers. */
  tokensPerSecond: number | null;
  /** Whether it still knew the beginning of a prompt as long as the architect's. */
  readsLongPrompts: boolean | null;
  advice: string[];
}

/** Milliseconds for one answer. */
const longestAnswer = 5 * 60_000;

/** Tokens for one answer: models that think before they answer need many for any. */
const mostTokens = 4000;

const longest = task({
  name: "find_longest",
  role: "analyst",
  instructions:
    "Find the longest word of the sentence, and count its letters. List all words of the sentence in their order.",
  input: z.strictObject({ sentence: z.string() }),
  output: z.strictObject({
    longest: z.string().describe("The longest word, in lower case."),
    letters: z.int().describe("How many letters it has."),
    words: z.array(z.string()).describe("All words, in lower case, in their order."),
  }),
});
const sentence = "The quick librarian jumps over the lazy dogs";

/**
 * Tries a model with one small task in every way that its protocol has, and once with a long prompt.
 *
 * @throws ModelError when it can't be asked at all: not reached, not known, not allowed
 */
export async function examineModel(choice: ModelChoice): Promise<Examination> {
  if (choice.provider === "offline") return unasked;
  if (isReplayed(choice)) return { ...unasked, model: printChoice(choice), advice: [recorded] };
  const model = await openModel(choice);
  const asked: Asked[] = [];
  for (const mode of model.modes) asked.push(await tryMode(model, { mode, modelId: choice.id }));

  const uses = asked.find(({ result }) => result.outcome === "works")?.result.mode ?? null;
  const answers = asked.flatMap(({ answer }) => answer ?? []);
  const countsTokens = answers.length > 0 && answers.every(({ usage }) => usage.estimated === undefined);
  const streams = asked.some(({ pieces }) => pieces > 1);
  const tokensPerSecond = speedOf(asked);
  const readsLongPrompts =
    uses === null ? null : await tryLongPrompt(model, { mode: uses, modelId: choice.id });
  const found = { uses, streams, countsTokens, tokensPerSecond, readsLongPrompts };
  return {
    model: printChoice(choice),
    usable: uses !== null && readsLongPrompts === true,
    modes: asked.map(({ result }) => result),
    ...found,
    advice: adviceOn(found),
  };
}

const unasked: Examination = {
  model: "offline",
  usable: true,
  modes: [],
  uses: null,
  streams: false,
  countsTokens: false,
  tokensPerSecond: null,
  readsLongPrompts: null,
  advice: [
    'The offline model reads specs only (docs/spec.md). For free English choose a language model: "--model openai:ID@BASEURL" or "--model bedrock:ID".',
  ],
};

const recorded = "A recording answers only what it was asked when it was made: there is nothing to try.";

interface Asked {
  result: ModeResult;
  answer?: ConverseAnswer;
  milliseconds: number;
  pieces: number;
}

interface Way {
  mode: AnswerMode;
  modelId: string;
}

async function tryMode(model: AdaptingModel, { mode, modelId }: Way): Promise<Asked> {
  const start = performance.now();
  let pieces = 0;
  try {
    const options = { signal: timeLimit(modelId), onPiece: () => pieces++ };
    const answer = await model.ask(request(modelId, longest.instructions), mode, options);
    return { result: judge(mode, answer), answer, milliseconds: performance.now() - start, pieces };
  } catch (error) {
    if (!(error instanceof ModelError) || error.kind !== "invalid") throw error;
    return { result: { mode, outcome: "refused", detail: error.message }, milliseconds: 0, pieces };
  }
}

function timeLimit(modelId: string): AbortSignal {
  const ended = new AbortController();
  const message =
    `The model ${modelId} had not answered a question of one sentence after ${longestAnswer / 60_000} min. ` +
    "Use a smaller model, or a quicker machine.";
  setTimeout(() => ended.abort(new ModelError(message, { kind: "time" })), longestAnswer).unref();
  return ended.signal;
}

function request(modelId: string, instructions: string): ConverseRequest {
  const { schema } = answerSchema(longest);
  const toolSpec = { name: longest.name, description: "Hands in the answer.", inputSchema: { json: schema } };
  return {
    modelId,
    system: [{ text: instructions }],
    messages: [
      { role: "user", content: [{ text: JSON.stringify({ task: longest.name, input: { sentence } }) }] },
    ],
    toolConfig: { tools: [{ toolSpec }], toolChoice: { tool: { name: longest.name } } },
    inferenceConfig: { maxTokens: mostTokens },
  };
}

function judge(mode: AnswerMode, answer: ConverseAnswer): ModeResult {
  const { content } = answer.output.message;
  const calls = content.some((block) => "toolUse" in block);
  const read = readAnswer(longest, answer, answerSchema(longest));
  if (mode.endsWith("-tool") && !calls) {
    return { mode, outcome: "wrong", detail: "the tool was not called" };
  }
  if (read.outcome === "invalid") return { mode, outcome: "wrong", detail: read.problems };
  const right = read.output.longest.toLowerCase() === "librarian" && read.output.letters === 9;
  return { mode, outcome: "works", detail: right ? "and the answer is right" : "though the answer is wrong" };
}

/** The architect's own prompt, with a word at its beginning that is asked for: servers cut long prompts in silence. */
async function tryLongPrompt(model: AdaptingModel, { mode, modelId }: Way): Promise<boolean> {
  const word = "heliotrope";
  const long = [
    `The word to remember is "${word}".`,
    draftSpec.instructions,
    draftSpec.guide?.() ?? "",
    "Forget the rest. Instead of the longest word of the sentence, give the word to remember.",
    longest.instructions,
  ];
  try {
    const answer = await model.ask(request(modelId, long.join("\n\n")), mode, { signal: timeLimit(modelId) });
    return JSON.stringify(answer.output.message.content).toLowerCase().includes(word);
  } catch (error) {
    if (error instanceof ModelError && ["too-long", "invalid", "time"].includes(error.kind)) return false;
    throw error;
  }
}

/** Of the answer with the most tokens; a short one is mostly the wait for its first. */
function speedOf(asked: readonly Asked[]): number | null {
  const [most] = asked
    .flatMap(({ answer, milliseconds }) =>
      answer === undefined ? [] : [{ tokens: answer.usage.outputTokens, milliseconds }],
    )
    .toSorted((left, right) => right.tokens - left.tokens);
  return most === undefined || most.milliseconds === 0
    ? null
    : Math.round((most.tokens / most.milliseconds) * 10_000) / 10;
}

/** Tokens a second below which a build is slow. */
const slow = 15;

function adviceOn(
  found: Pick<Examination, "uses" | "streams" | "countsTokens" | "tokensPerSecond" | "readsLongPrompts">,
): string[] {
  const { uses, streams, countsTokens, tokensPerSecond, readsLongPrompts } = found;
  if (uses === null) return ["It gives no answer in a shape that can be read. Use a stronger model."];
  return [
    ...(uses === "text"
      ? [
          "It can only be asked for JSON in text: a server with tools or JSON schemas gives fewer wrong answers.",
        ]
      : []),
    ...(readsLongPrompts
      ? []
      : [
          "It lost the beginning of a prompt as long as the architect's. Give its server a larger context (Ollama: OLLAMA_CONTEXT_LENGTH=32768), or use a stronger model.",
        ]),
    ...(countsTokens
      ? []
      : ["Its endpoint counts no tokens: budgets go by estimates, one token for four characters."]),
    ...(streams ? [] : ["It does not stream: what lies between here and there may cut off long answers."]),
    ...(tokensPerSecond !== null && tokensPerSecond < slow
      ? [
          `It writes ${tokensPerSecond} tokens a second: tests of 5,000 tokens take ${Math.round(5000 / Math.max(tokensPerSecond, 0.1) / 60)} min, and a function has 15.`,
        ]
      : []),
  ];
}
