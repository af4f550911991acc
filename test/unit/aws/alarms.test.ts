import { existsSync, globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { readObjectives } from "../../../infra/aws/objectives.ts";
import { readAlarm } from "../../../local/cloudwatch/alarm.ts";
import { readCompositeAlarm } from "../../../local/cloudwatch/composite.ts";
import { CloudWatchService } from "../../../local/cloudwatch/service.ts";
import { alarmNamed, alarms, answeredByImprove, composites, functions } from "./deployed-alarms.ts";

const root = resolve(import.meta.dirname, "../../..");
const minute = 60_000;

/** The alarms as the stack has them, and metrics of what services answer, one minute after the other. */
class Watched {
  #now = 0;
  readonly #service = new CloudWatchService({
    alarms: alarms.map(readAlarm),
    composites: composites.map(readCompositeAlarm),
    now: () => this.#now,
    onStateChange: ({ name }, { state }) => this.changes.push(`${name} ${JSON.stringify(state)}`),
    interval: 0,
  });
  readonly changes: string[] = [];

  /** Minutes in which these metrics have these values. */
  pass(minutes: number, values: Record<string, number>, dimensions: Record<string, string> = {}): this {
    for (let passed = 0; passed < minutes; passed++) {
      this.#now += minute;
      this.#service.record(
        Object.entries(values).map(([key, value]) => {
          const [namespace, name] = key.includes(":") ? key.split(":") : ["AIDevOS", key];
          return { namespace: namespace ?? "", name: name ?? "", dimensions, value, at: this.#now };
        }),
      );
      this.#service.evaluate();
    }
    return this;
  }

  stateOf(id: string) {
    return this.#service.state(alarmNamed(id).name);
  }
}

const well = { Requests: 100, Failures: 0, WorstRowsReadPerRequest: 20, WorstSlowShare: 0 };

describe("every alarm", () => {
  test.each([...alarms, ...composites].map(({ logicalId, properties }) => [logicalId, properties]))(
    "%s says where its runbook is, and it is there",
    (_, { AlarmDescription }) => {
      const [, runbook = "none"] = /Runbook: (\S+\.md)$/.exec(String(AlarmDescription)) ?? [];
      expect(existsSync(resolve(root, runbook)), runbook).toBe(true);
    },
  );

  test("has a runbook of four parts, and every runbook has an alarm", () => {
    const parts = ["What it means", "What to look at", "What to do", "How to know it is over"];
    const told = [...alarms, ...composites].map(({ properties }) => String(properties.AlarmDescription));
    for (const file of globSync("docs/operations/runbooks/*.md", { cwd: root })) {
      const headings = readFileSync(resolve(root, file), "utf8").match(/^## .*$/gm) ?? [];
      expect(headings, file).toEqual(parts.map((part) => `## ${part}`));
      expect(
        told.some((description) => description.endsWith(file)),
        file,
      ).toBe(true);
    }
  });
});

describe("alarms on judges", () => {
  const right = {
    PlacebosPromotedAtLeast: 0.01,
    HarmlessReleasesStoppedAtLeast: 0,
    MistakesSeeded: 18,
    MistakesMissed: 0,
  };
  const day = 24 * 60;

  test("are quiet as long as they are wrong as seldom as they say, also where nothing is tried", () => {
    const watched = new Watched().pass(1, { ...well, ...right }).pass(60, well);
    for (const id of ["PlacebosArePromoted", "HarmlessReleasesAreStopped", "MistakesAreMissed", "LookAtIt"])
      expect(watched.stateOf(id), id).toBe("OK");
  });

  test.each([
    ["PlacebosArePromoted", { PlacebosPromotedAtLeast: 0.04 }],
    ["HarmlessReleasesAreStopped", { HarmlessReleasesStoppedAtLeast: 0.06 }],
    ["MistakesAreMissed", { MistakesMissed: 1 }],
  ])("%s goes off, and stands for a day", (id, wrong) => {
    const watched = new Watched().pass(1, { ...well, ...right, ...wrong });
    expect(watched.stateOf(id)).toBe("ALARM");
    expect(watched.stateOf("LookAtIt")).toBe("ALARM");
    expect(watched.stateOf("WakeSomebody")).toBe("OK");
    expect(watched.pass(day, well).stateOf(id)).toBe("OK");
  });
});

describe("alarms on services", () => {
  test("are quiet while callers are served", () => {
    const watched = new Watched().pass(60, well);
    for (const id of ["WakeSomebody", "LookAtIt", "RequestsReadManyRows"])
      expect(watched.stateOf(id), id).toBe("OK");
  });

  test("go off where requests of one service read many rows, and are answered by Improve", () => {
    const watched = new Watched().pass(10, well).pass(3, { ...well, WorstRowsReadPerRequest: 800 });
    expect(watched.stateOf("RequestsReadManyRows")).toBe("ALARM");
    expect(watched.stateOf("LookAtIt")).toBe("ALARM");
    expect(watched.stateOf("WakeSomebody")).toBe("OK");
    expect(answeredByImprove).toEqual(["RequestsReadManyRows", "AnswersAreSlow"]);
    expect(watched.pass(5, well).stateOf("LookAtIt")).toBe("OK");
  });

  test("wake somebody when the budget of failures burns fast, and no more soon after it does not", () => {
    const watched = new Watched().pass(60, well).pass(10, { ...well, Failures: 20 });
    expect(watched.stateOf("WakeSomebody")).toBe("ALARM");
    // The hour is still bad; the last five minutes are not.
    watched.pass(6, well);
    expect(watched.stateOf("WakeSomebody")).toBe("OK");
  });

  test("do not wake anybody for a few failures among few requests", () => {
    const watched = new Watched().pass(10, { Requests: 1, Failures: 1 });
    expect(watched.stateOf("WakeSomebody")).toBe("OK");
  });

  test("tell in working hours that the budget burns slowly", () => {
    const watched = new Watched().pass(360, { ...well, Failures: 0.8 });
    expect(watched.stateOf("LookAtIt")).toBe("ALARM");
    expect(watched.stateOf("WakeSomebody")).toBe("OK");
  });

  test("wake somebody when nothing is known of services", () => {
    const watched = new Watched().pass(10, well).pass(5, {});
    expect(watched.stateOf("WakeSomebody")).toBe("ALARM");
    expect(watched.pass(1, { Requests: 0 }).stateOf("WakeSomebody")).toBe("OK");
  });
});

test("whatever breaks in the control plane, one alarm stands for all of it", () => {
  const watched = new Watched().pass(1, well);
  for (const { name } of functions) watched.pass(1, { "AWS/Lambda:Errors": 1 }, { FunctionName: name });
  expect(watched.stateOf("VerifyErrors")).not.toBe(undefined);
  expect(watched.stateOf("ControlPlaneFails")).toBe("ALARM");
  const rung = watched.changes.filter((change) => change.startsWith(alarmNamed("ControlPlaneFails").name));
  expect(rung.filter((change) => change.includes('"ALARM"'))).toHaveLength(1);
});

test("spending more on models than was meant to be is told", () => {
  const watched = new Watched().pass(30, { ...well, ModelDollars: 1 });
  expect(watched.stateOf("ModelsCostMuch")).toBe("OK");
  expect(watched.pass(20, { ...well, ModelDollars: 1 }).stateOf("ModelsCostMuch")).toBe("ALARM");
});

test("objectives can be others, and only those that there are", () => {
  expect(readObjectives({ availability: 0.9999 }, { local: false })).toMatchObject({
    availability: 0.9999,
    slowShare: 0.05,
  });
  expect(() => readObjectives({ availability: 1 }, { local: false })).toThrow(/objectives/);
  expect(() => readObjectives({ uptime: 0.9 }, { local: false })).toThrow(/objectives/);
});
