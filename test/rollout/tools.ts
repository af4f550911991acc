// biome-ignore lint/suspicious/noExplicitAny: drives read properties of JSON answers
type Json = any;

export type Answer = { status: number; headers: Record<string, string>; body: Json; text: string };
export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** What the drives of all cases need: dice, and calls that say what they expect. */
export function toolsOf(call: Call, random: () => number, wrong: (what: string) => void) {
  const tools = {
    calls: 0,
    int: (least: number, most: number) => least + Math.floor(random() * (most - least + 1)),
    pick: <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T,
    chance: (share: number) => random() < share,
    check(holds: boolean, what: string) {
      if (!holds) wrong(what);
    },
    /** Compares the named fields of an answer. */
    same(what: string, got: Json, expected: Record<string, unknown>) {
      for (const [name, value] of Object.entries(expected))
        if (JSON.stringify(got?.[name]) !== JSON.stringify(value))
          wrong(`${what}: ${name} is ${JSON.stringify(got?.[name])} in place of ${JSON.stringify(value)}`);
    },
    async ask(
      method: string,
      path: string,
      statuses: number | number[],
      headers: Record<string, string> = {},
      body?: unknown,
    ): Promise<Answer> {
      tools.calls++;
      const answer = await call(method, path, body, headers);
      if (![statuses].flat().includes(answer.status))
        wrong(
          `${method} ${path} ${JSON.stringify(body ?? null)}: ${answer.status} in place of ${statuses}: ${answer.text.slice(0, 200)}`,
        );
      return answer;
    },
    /** A refusal, by its status and code. */
    async refused(
      method: string,
      path: string,
      status: number,
      codes: string | string[],
      headers: Record<string, string> = {},
      body?: unknown,
    ): Promise<Answer> {
      const answer = await tools.ask(method, path, status, headers, body);
      const code = answer.body?.error?.code ?? answer.body?.error;
      if (answer.status === status && ![codes].flat().includes(code))
        wrong(`${method} ${path}: refused as ${JSON.stringify(code)} in place of ${codes}`);
      return answer;
    },
    /** Makes a thing whose unique value a former drive may have taken. */
    async fresh(
      path: string,
      headers: Record<string, string>,
      make: () => Record<string, unknown>,
    ): Promise<{ given: Record<string, Json>; made: Json }> {
      for (let turn = 0; turn < 6; turn++) {
        const given = make();
        const answer = await tools.ask("POST", path, [201, 409], headers, given);
        if (answer.status === 201) return { given, made: answer.body };
      }
      wrong(`POST ${path}: six fresh values were all refused`);
      return { given: {}, made: undefined };
    },
    header: (answer: Answer, name: string) =>
      Object.entries(answer.headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1],
    dayAfter: (day: string, days: number) =>
      new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10),
  };
  return tools;
}
