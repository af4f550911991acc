import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { examineModel } from "../../../scripts/aidevos/model-examination.ts";
import type { Json } from "../../../shared/models/model.ts";
import { answering, events } from "../models/wire.ts";

const Chat = z.looseObject({
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  tools: z.array(z.unknown()).optional(),
  tool_choice: z.unknown().optional(),
  response_format: z.unknown().optional(),
});
type Chat = z.infer<typeof Chat>;

/** What an endpoint does with a request: its chunks, or why it refuses. */
type Behaviour = (chat: Chat) => Json[] | { refused: string };

const words = ["the", "quick", "librarian", "jumps", "over", "the", "lazy", "dogs"];
const right = { longest: "librarian", letters: 9, words };
const usage: Json = {
  choices: [],
  usage: { prompt_tokens: 100, completion_tokens: 30, total_tokens: 130 },
};

/** Knows the word that a long prompt begins with, if it is asked for it. */
function answerTo({ messages }: Chat): string {
  const prompt = messages.map(({ content }) => content).join("\n");
  const [, remembered] = /word to remember is "(\w+)"/.exec(prompt) ?? [];
  return JSON.stringify(remembered === undefined ? right : { ...right, longest: remembered });
}

const chunk = (delta: Json, finish: string | null = null): Json => ({
  choices: [{ index: 0, delta, finish_reason: finish }],
});
const called = (text: string): Json[] => [
  chunk({
    tool_calls: [{ index: 0, id: "a", type: "function", function: { name: "find_longest", arguments: "" } }],
  }),
  chunk({ tool_calls: [{ index: 0, function: { arguments: text } }] }),
  chunk({}, "tool_calls"),
];
const said = (text: string): Json[] => [chunk({ content: text }), chunk({}, "stop")];

async function examined(behaviour: Behaviour) {
  const { url, stop } = await answering(({ body }) => {
    const answer = behaviour(Chat.parse(body));
    if (Array.isArray(answer)) return events(...answer);
    return {
      status: 400,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ error: { message: answer.refused, type: "invalid_request_error" } }),
    };
  });
  onTestFinished(stop);
  return examineModel({ provider: "openai", id: "some-model", baseUrl: `${url}/v1` });
}

const outcomes = ({ modes }: Awaited<ReturnType<typeof examined>>) =>
  modes.map(({ mode, outcome }) => `${mode} ${outcome}`);

test("an endpoint that can do everything", async () => {
  const found = await examined((chat) => [
    ...(chat.tools ? called(answerTo(chat)) : said(answerTo(chat))),
    usage,
  ]);
  expect(outcomes(found)).toEqual(["forced-tool works", "any-tool works", "schema works", "text works"]);
  expect(found).toMatchObject({
    usable: true,
    uses: "forced-tool",
    streams: true,
    countsTokens: true,
    readsLongPrompts: true,
  });
  expect(found.tokensPerSecond).toBeGreaterThan(0);
});

test("an endpoint that knows neither tools nor schemas, and counts nothing", async () => {
  const found = await examined((chat) => {
    if (chat.tools) return { refused: "tools are not supported" };
    if (chat.response_format) return { refused: "response_format json_schema is not supported" };
    return said(`Here it is:\n\`\`\`json\n${answerTo(chat)}\n\`\`\``);
  });
  expect(outcomes(found)).toEqual([
    "forced-tool refused",
    "any-tool refused",
    "schema refused",
    "text works",
  ]);
  expect(found).toMatchObject({ usable: true, uses: "text", countsTokens: false });
  expect(found.advice.join("\n")).toMatch(/only be asked for JSON in text/);
  expect(found.advice.join("\n")).toMatch(/counts no tokens/);
});

test("a model that leaves its tool alone is asked for text that a schema holds", async () => {
  const found = await examined((chat) => [
    ...said(chat.tools ? "I would say librarian." : answerTo(chat)),
    usage,
  ]);
  expect(outcomes(found)).toEqual(["forced-tool wrong", "any-tool wrong", "schema works", "text works"]);
  expect(found).toMatchObject({ usable: true, uses: "schema" });
});

test("a model whose server cuts long prompts can't be used", async () => {
  const found = await examined((chat) => {
    const prompt = chat.messages.map(({ content }) => content).join("\n");
    return [...called(prompt.length > 4000 ? JSON.stringify(right) : answerTo(chat)), usage];
  });
  expect(found).toMatchObject({ usable: false, readsLongPrompts: false });
  expect(found.advice.join("\n")).toMatch(/larger context/);
});

test("a model that only talks can't be used", async () => {
  const found = await examined(() => [...said("What a fine sentence!"), usage]);
  expect(found).toMatchObject({ usable: false, uses: null, readsLongPrompts: null });
  expect(found.advice).toEqual([expect.stringMatching(/stronger model/)]);
});
