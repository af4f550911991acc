import { mkdtempSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Undelivered } from "../../../local/eventbridge/dead-letter.ts";
import type { Rule } from "../../../local/eventbridge/rule.ts";
import {
  type Deliver,
  type EventBridgeOptions,
  EventBridgeService,
} from "../../../local/eventbridge/service.ts";
import { inputForTarget, type TargetInput } from "../../../local/eventbridge/target-input.ts";
import type { Json } from "../../../local/stepfunctions/json.ts";

const machine = "arn:aws:states:us-east-1:000000000000:stateMachine:Deliver";
const rule: Rule = {
  name: "ReleaseReady",
  arn: "arn:aws:events:us-east-1:000000000000:rule/ReleaseReady",
  bus: "main",
  pattern: { source: ["aidevos"] },
  schedule: undefined,
  targets: [{ Id: "Target0", Arn: machine, InputPath: "$.detail" }],
};
const entry = {
  EventBusName: "main",
  Source: "aidevos",
  DetailType: "release.ready",
  Detail: '{"release":1}',
};

let directory: string;
let journal: string;
let delivered: { target: string; input: Json; name: string }[];
const failures: string[] = [];
const warnings: string[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "aidevos-events-"));
  journal = join(directory, "events.jsonl");
  delivered = [];
  failures.length = 0;
  warnings.length = 0;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const record: Deliver = async (target, input, name) => {
  delivered.push({ target, input, name });
};

interface Opening {
  rules?: Rule[];
  deadLetter?: NonNullable<EventBridgeOptions["deadLetter"]>;
  writeJournal?: NonNullable<EventBridgeOptions["writeJournal"]>;
}

function open(deliver: Deliver, { rules = [rule], deadLetter, writeJournal }: Opening = {}) {
  return new EventBridgeService({
    rules,
    buses: ["main"],
    journal,
    deliver,
    now: () => Date.UTC(2026, 0, 1),
    uuid: () => crypto.randomUUID(),
    onWarning: (message) => warnings.push(message),
    ...(writeJournal === undefined ? {} : { writeJournal }),
    onFailure: ({ name }) => failures.push(name),
    retries: [],
    ...(deadLetter === undefined ? {} : { deadLetter }),
  });
}

test("a rule on a schedule tells its targets each time that it is due", async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12, 0, 30), toFake: ["setTimeout", "clearTimeout", "Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const collect = "arn:aws:lambda:us-east-1:000000000000:function:Collect";
  const scheduled: Rule = {
    ...rule,
    bus: "default",
    pattern: undefined,
    schedule: { kind: "rate", milliseconds: 60_000 },
    targets: [{ Id: "Target0", Arn: collect }],
  };
  const service = open(record, { rules: [scheduled] });
  vi.advanceTimersByTime(90_000);
  await service.settled();
  await service.close();
  expect(delivered.map(({ target }) => target)).toEqual([collect, collect]);
  expect(delivered.map(({ input }) => input)).toMatchObject([
    { "detail-type": "Scheduled Event", time: "2026-01-01T12:01:00Z", resources: [rule.arn] },
    { "detail-type": "Scheduled Event", time: "2026-01-01T12:02:00Z" },
  ]);
});

describe("an event that a target does not take", () => {
  const queue = "arn:aws:sqs:us-east-1:000000000000:Undelivered";
  const queued = {
    ...rule,
    targets: rule.targets.map((target) => ({ ...target, DeadLetterConfig: { Arn: queue } })),
  };
  const refuse: Deliver = async () => {
    throw new Error("there is no such machine");
  };

  test("goes to its queue, whole and with the reason, and is not delivered again", async () => {
    const letters: Undelivered[] = [];
    const take = async (letter: Undelivered) => {
      letters.push(letter);
      return true;
    };
    const service = open(refuse, { rules: [queued], deadLetter: take });
    service.call("PutEvents", { Entries: [entry] });
    await service.settled();
    await service.close();
    expect(letters).toMatchObject([
      {
        queue,
        ruleArn: rule.arn,
        targetArn: machine,
        failure: "there is no such machine",
        event: { "detail-type": "release.ready", detail: { release: 1 } },
      },
    ]);
    const after = open(record, { rules: [queued], deadLetter: take });
    await after.settled();
    await after.close();
    expect(delivered).toEqual([]);
  });

  test("is tried again by the next process when nobody reads the queue", async () => {
    const service = open(refuse, { rules: [queued], deadLetter: async () => false });
    service.call("PutEvents", { Entries: [entry] });
    await service.settled();
    await service.close();
    const after = open(record, { rules: [queued] });
    await after.settled();
    await after.close();
    expect(delivered).toMatchObject([{ target: machine, input: { release: 1 } }]);
  });
});

describe("PutEvents", () => {
  test("delivers to the targets of the rules that match, and to no other", async () => {
    const service = open(record);
    const answer = service.call("PutEvents", { Entries: [entry, { ...entry, Source: "other" }] });
    await service.settled();
    expect(answer).toMatchObject({ FailedEntryCount: 0 });
    expect(delivered).toMatchObject([{ target: machine, input: { release: 1 } }]);
    expect(delivered[0]?.name).toMatch(/^[0-9a-f-]{36}_[0-9a-f]{32}$/);
    await service.close();
  });

  test("refuses an entry by itself: detail that is no JSON, a bus that nothing defines", async () => {
    const service = open(record);
    const answer = service.call("PutEvents", {
      Entries: [{ ...entry, Detail: "{" }, { ...entry, EventBusName: "none" }, entry],
    });
    expect(answer).toMatchObject({
      FailedEntryCount: 2,
      Entries: [
        { ErrorCode: "MalformedDetail" },
        { ErrorCode: "ResourceNotFoundException" },
        { EventId: expect.any(String) },
      ],
    });
    await service.close();
  });

  test("has the event on disk before it answers", async () => {
    const service = open(() => Promise.withResolvers<void>().promise);
    service.call("PutEvents", { Entries: [entry] });
    expect(readFileSync(journal, "utf8")).toContain('{"release":1}');
  });
});

describe("after a crash", () => {
  test("what was accepted and not delivered is delivered, under the same name", async () => {
    const names: string[] = [];
    // This service is abandoned with its delivery under way, as a kill would leave it.
    open((_target, _input, name) => {
      names.push(name);
      return Promise.withResolvers<void>().promise;
    }).call("PutEvents", { Entries: [entry] });

    const service = open(record);
    await service.settled();
    expect(delivered).toEqual([{ target: machine, input: { release: 1 }, name: names[0] }]);
    await service.close();
    const third = open(record);
    await third.settled();
    expect(delivered).toHaveLength(1);
    await third.close();
  });

  test("a line that was being written is dropped", async () => {
    const first = open(() => Promise.withResolvers<void>().promise);
    first.call("PutEvents", { Entries: [entry] });
    writeFileSync(journal, `${readFileSync(journal, "utf8")}{"delivery":{"id":"to`);
    const service = open(record);
    await service.settled();
    expect(delivered).toHaveLength(1);
    await service.close();
  });

  test("a line that can't be read is set aside and named; what stands around it is delivered", async () => {
    open(() => Promise.withResolvers<void>().promise).call("PutEvents", { Entries: [entry, entry] });
    const [first, second] = readFileSync(journal, "utf8").split("\n");
    writeFileSync(journal, `${first}\n{"delivery":{"id":"to\n[1]\n${second}\n`);
    const service = open(record);
    await service.settled();
    expect(delivered).toHaveLength(2);
    expect(warnings).toEqual([expect.stringContaining(`${journal} is damaged: 2 of its lines`)]);
    expect(readFileSync(`${journal}.damaged`, "utf8")).toBe('{"delivery":{"id":"to\n[1]\n');
    await service.close();
    await open(record).close();
    expect(warnings).toHaveLength(1);
  });

  test("what no rule asks for any more is dropped", async () => {
    open(() => Promise.withResolvers<void>().promise).call("PutEvents", { Entries: [entry] });
    const service = open(record, { rules: [] });
    await service.settled();
    await service.close();
    const again = open(record);
    await again.settled();
    expect(delivered).toEqual([]);
    await again.close();
  });
});

describe("on a disk that is full", () => {
  /** Room for so many bytes; then there is none until it is made. */
  function disk(room: number) {
    const state = { room };
    const write = (file: number, bytes: Uint8Array) => {
      if (state.room === 0) throw new Error("ENOSPC: no space left on device, write");
      const written = writeSync(file, bytes.subarray(0, state.room));
      state.room -= written;
      return written;
    };
    return { state, write };
  }

  test("an event is refused to whoever puts it, and one that is put later is kept whole", async () => {
    const { state, write } = disk(40);
    const service = open(() => Promise.withResolvers<void>().promise, { writeJournal: write });
    expect(service.call("PutEvents", { Entries: [entry] })).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: "InternalFailure", ErrorMessage: expect.stringContaining("ENOSPC") }],
    });
    state.room = 100_000;
    expect(service.call("PutEvents", { Entries: [entry] })).toMatchObject({ FailedEntryCount: 0 });
    const next = open(record);
    await next.settled();
    expect(delivered).toHaveLength(1);
    await next.close();
  });

  test("what has happened is delivered all the same, and nothing ends for it", async () => {
    const { write } = disk(0);
    const service = open(record, { writeJournal: write });
    service.report("main", { source: "aidevos", detailType: "changed", detail: { release: 2 } });
    await service.settled();
    expect(delivered).toMatchObject([{ input: { release: 2 } }]);
    expect(warnings).toContainEqual(expect.stringContaining(`${journal} can't be written: ENOSPC`));
    await service.close();
  });
});

test("a delivery that fails for good is reported, and kept for the next start", async () => {
  const service = open(() => Promise.reject(new Error("no machine")));
  service.call("PutEvents", { Entries: [entry] });
  await service.settled();
  expect(failures).toEqual(["ReleaseReady"]);
  await service.close();
  const next = open(record);
  await next.settled();
  expect(delivered).toHaveLength(1);
  await next.close();
});

describe("a target is given", () => {
  const event = {
    id: "1",
    time: "2026-01-01T00:00:00Z",
    detail: { name: 'a "quoted" one', count: 2, list: [{ a: 1 }] },
  };
  const transformed = (InputTemplate: string, InputPathsMap: Record<string, string> = {}): TargetInput => ({
    InputTransformer: { InputTemplate, InputPathsMap },
  });

  test.each<[string, TargetInput, Json]>([
    ["the whole event", {}, event],
    ["a constant", { Input: '{"a":1}' }, { a: 1 }],
    ["a part by path", { InputPath: "$.detail.list[0].a" }, 1],
    [
      "values in a template",
      transformed('{"n":<n>,"l":<l>}', { n: "$.detail.count", l: "$.detail.list" }),
      { n: 2, l: [{ a: 1 }] },
    ],
    ["a bare text", transformed('{"n":<n>}', { n: "$.detail.name" }), { n: 'a "quoted" one' }],
    [
      "text inside text",
      transformed('{"t":"it is <n>!"}', { n: "$.detail.name" }),
      { t: 'it is a "quoted" one!' },
    ],
    ["null for what is missing", transformed('{"n":<n>}', { n: "$.detail.none" }), { n: null }],
    [
      "the rule's name and the event",
      transformed('{"r":"<aws.events.rule-name>","e":<aws.events.event>}'),
      { r: "ReleaseReady", e: event },
    ],
  ])("%s", (_name, target, expected) => {
    expect(inputForTarget(target, event, rule)).toEqual(expected);
  });
});
