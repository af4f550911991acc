import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { makeBundle, putBundle } from "../../../lambdas/runtime/bundle.ts";
import type { LiveService } from "../../../lambdas/runtime/live-service.ts";
import { privateFieldsOf } from "../../../lambdas/verify/lint-gate.ts";
import { tryRelease } from "../../../lambdas/verify/try-release.ts";
import type { Migration, ServiceTests, SourceFile } from "../../../shared/agents/source.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { bundleDigest } from "../../../shared/delivery/bundle.ts";
import type { GateResult } from "../../../shared/runs/run.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { reportProblems } from "../../../shared/spec/report.ts";
import { writeTestsOfStatements } from "../../../shared/tester/write-tests.ts";
import { loadToolbox } from "../compiler/serving.ts";
import { startPipeline } from "../develop/pipeline.ts";

vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
});

const spec = `# Halls

## Hall
- name: text, required, 1 to 80 characters, unique
- pin: text, required, 6 to 20 characters, hidden
- seats: whole number, required, 1 to 500
- \`POST /halls\` creates one
- \`GET /halls\` lists them
- \`GET /halls/{id}\` shows one

## Ticket
- hall: hall, required
- holder: text, required, 1 to 80 characters
- At most 3 for each hall (409 \`full\`)
- \`POST /tickets\` creates one
- \`GET /tickets\` lists them
- \`GET /tickets/{id}\` shows one
- \`?hall\` is hall
`;

let pipeline: Awaited<ReturnType<typeof startPipeline>>;
beforeAll(async () => {
  pipeline = await startPipeline();
}, 120_000);
afterAll(() => pipeline.stop());

interface Service {
  blueprint: Blueprint;
  files: SourceFile[];
  migrations: Migration[];
  tests: ServiceTests;
}

function serviceOf(text: string, previous?: Service): Service {
  const reading = parseSpec(text);
  if (reading.outcome === "unread") throw new Error(reportProblems(text, reading.problems));
  const { files, migrations } = implementService({ blueprint: reading.blueprint, requirement: "", previous });
  return {
    blueprint: reading.blueprint,
    files,
    migrations,
    tests: { ...writeTestsOfStatements(text), acceptance: [], lost: [] },
  };
}

const right = serviceOf(spec);

/** The service with its code edited by hand. The text must be there. */
function edited(
  service: Service,
  path: string,
  from: string | RegExp,
  to: string | ((...found: string[]) => string),
): Service {
  const files = service.files.map((file) => {
    if (file.path !== path) return file;
    const content = typeof to === "string" ? file.content.replace(from, to) : file.content.replace(from, to);
    expect(content, `${path} holds no ${from}`).not.toBe(file.content);
    return { path, content };
  });
  return { ...service, files };
}

async function tried(
  service: Service,
  { live, mutation = false }: { live?: Service; mutation?: boolean } = {},
) {
  const toolbox = await loadToolbox();
  const put = async ({ files }: Service) => {
    const bundle = makeBundle({ files, toolbox });
    const digest = await bundleDigest(bundle);
    await putBundle(digest, bundle);
    return { bundle, digest };
  };
  const before: LiveService | undefined = live && {
    ...live,
    release: "one",
    digest: (await put(live)).digest,
  };
  const { gates, outcome } = await tryRelease({
    ...service,
    ...(await put(service)),
    toolbox,
    privateFields: privateFieldsOf(service.blueprint),
    live: before,
    mutation,
  });
  return {
    outcome,
    gate(name: GateResult["gate"]): GateResult {
      const found = gates.find(({ gate }) => gate === name);
      if (found === undefined) throw new Error(`There is no gate ${name}.`);
      return found;
    },
    names: gates.map(({ gate }) => gate),
    failed: gates.filter(({ passed }) => !passed).map(({ gate }) => gate),
  };
}

describe("the gates of a release", { timeout: 240_000 }, () => {
  test("let a right service through, and say what they looked at", async () => {
    const { failed, names, gate, outcome } = await tried(right);
    expect(outcome.statements.failed).toEqual([]);
    expect(failed).toEqual([]);
    expect(names).toEqual(["races", "invariants", "privacy", "cost"]);
    expect(gate("races").evidence?.found).toContainEqual(
      expect.stringMatching(/^holds: .*tickets are limited.*come at once/),
    );
    expect(gate("invariants").evidence?.found).toContainEqual(
      expect.stringMatching(/^held .*At most 3 for each hall/),
    );
    expect(gate("cost").evidence?.found).toContainEqual(
      expect.stringMatching(/^GET \/tickets\?hall: \d+ and \d+ rows/),
    );
    expect(gate("privacy").summary).toMatch(/^none of \d+ private values in 0 lines/);
  });

  const unruled = edited(
    edited(right, "src/tickets.ts", / live: \{[\s\S]*?(?= \}\);)/, ""),
    "src/tickets-routes.ts",
    "import {",
    "import { refusalOf,",
  );
  const counted = (known: string) =>
    `if (${known}.filter(({ hall }) => hall === input.hall).length >= 3) throw refusalOf({ status: 409, code: "full", message: "Full." });\n`;

  test.each([
    [
      "waits between its check and its write",
      "const created = ",
      `${counted("tickets.all()")}await new Promise((resolve) => setTimeout(resolve, 0));\nconst created = `,
    ],
    [
      "looks before it has read the body",
      /const input = (.*)\n/,
      (_: string, input: string) =>
        `const known = tickets.all();\nconst input = ${input}\n${counted("known")}`,
    ],
  ])("find code that %s", async (_name, from, to) => {
    const { gate, outcome } = await tried(edited(unruled, "src/tickets-routes.ts", from, to));
    expect(outcome.statements.failed.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^tickets > tickets are limited.*come at once$/),
    ]);
    expect(gate("races").failures).toHaveLength(1);
    expect(gate("invariants").failures).toHaveLength(1);
  });

  test("who changes one field and writes the others back as they were is found", async () => {
    const changed = serviceOf(`# Cards

## Card
- name: text, required, 1 to 80 characters
- phone: text, at most 30 characters
- points: whole number, at least 0, default 0
- \`POST /cards\` creates one
- \`GET /cards/{id}\` shows one
- \`PATCH /cards/{id}\` changes one
`);
    expect((await tried(changed)).gate("races").failures).toEqual([]);
    const { gate, failed } = await tried(
      edited(
        edited(
          changed,
          "src/cards-routes.ts",
          /(cards\.get\(c\.req\.param\("id"\)\);\s*)const change = parse\(/,
          "const { name, phone, points } = $1const given = parse(",
        ),
        "src/cards-routes.ts",
        "return c.json(cards.update(",
        "const change = { name, phone, points, ...given };\nreturn c.json(cards.update(",
      ),
    );
    expect(failed).toContain("races");
    expect(gate("races").failures.join()).toMatch(
      /name, phone and points are all changed by calls that come at once/,
    );
  });

  test("find private values in the console", async () => {
    const telling = edited(
      right,
      "src/halls-routes.ts",
      "const created = ",
      'console.log("a new hall", JSON.stringify(input));\nconst created = ',
    );
    const { failed, gate } = await tried(telling);
    expect(failed).toEqual(["privacy"]);
    expect(gate("privacy").failures[0]).toMatch(/`pin`.*"pin":"<pin>"/);
  });

  test("find a missing index, and a statement for each row", async () => {
    const slow = edited(right, "src/tickets.ts", /indexes: \{ "tickets-by-hall": \[[^\]]*\] \},?/, "");
    expect((await tried(slow)).gate("cost").failures).toContainEqual(
      expect.stringMatching(/^GET \/tickets\?hall reads \d+ rows.*index by hall/),
    );
    const repeated = edited(
      right,
      "src/halls-routes.ts",
      'app.get("/halls/:id", (c) => ',
      'app.get("/halls/:id", (c) => halls.all().length < 0 ? c.body(null) : ',
    );
    expect((await tried(repeated)).gate("cost").failures).toContainEqual(
      expect.stringMatching(/^GET \/halls\/:id reads \d+ rows/),
    );
  });

  test("find a list of one parent's things that reads those of all, beside an index by their state", async () => {
    const desks = serviceOf(`# Desks

## Desk
- name: text, required, 1 to 80 characters
- \`POST /desks\` creates one

## Note
- desk: desk, required
- text: text, required, 1 to 80 characters
- state: state of open or done
- At most 300 for each desk where state is open (409 \`full\`)
- Nested under desk as id
- \`POST /desks/{id}/notes\` creates one
- \`GET /desks/{id}/notes\` lists them
- \`?state\` is state
`);
    expect((await tried(desks)).gate("cost").failures).toEqual([]);
    const all = ".list(query).filter((note) => note.desk === parent.id)";
    const slow = edited(desks, "src/notes-routes.ts", ".list(query, { desk: parent.id })", all);
    expect((await tried(slow)).gate("cost").failures).toContainEqual(
      expect.stringMatching(/^GET \/desks\/:id\/notes reads \d+ rows.*index by desk/),
    );
  });

  test("say which mistakes no test notices, by file and line", async () => {
    const weak: Service = {
      ...right,
      tests: {
        ...right.tests,
        races: [],
        invariants: [],
        files: [
          {
            path: "test/halls.test.ts",
            content: `import { expect, test } from "vitest";
import { call } from "./service.ts";
test("halls are listed", async () => expect((await call("GET", "/halls")).status).toBe(200));
`,
          },
        ],
      },
    };
    const strong = (await tried(right, { mutation: true })).gate("mutation");
    const poor = (await tried(weak, { mutation: true })).gate("mutation");
    expect(poor.passed).toBe(true);
    expect(poor.evidence?.found).toContainEqual(
      expect.stringMatching(/^no test notices: src\/[\w-]+\.ts:\d+ /),
    );
    const survivors = (gate: GateResult) => gate.evidence?.found.length ?? 0;
    expect(survivors(strong)).toBeLessThan(survivors(poor));
  });
});

describe("a release over the data of the one before", { timeout: 240_000 }, () => {
  const wider = serviceOf(spec.replace("- seats:", "- city: text\n- seats:"), right);
  const narrower = serviceOf(spec.replace(/- seats:.*\n/, ""), right);

  test.each([
    ["that adds a field", wider, []],
    [
      "whose spec drops a field",
      narrower,
      ["GET /halls", "POST /halls", "GET /halls/{id}"].map(
        (route) => `\`${route}\`: the field seats of its answers is gone`,
      ),
    ],
  ])("%s loses nothing, there and back", async (_name, service, breaks) => {
    const { failed, gate } = await tried(service, { live: right });
    expect(failed).toEqual([]);
    expect(gate("migration").summary).toMatch(
      /^[1-9]\d* reads of [1-9]\d* writes the same, forward and back$/,
    );
    expect(gate("compatibility").evidence?.found).toEqual(breaks);
  });

  const atStart = (statement: string) =>
    edited(wider, "src/service.ts", /(migrate\(ctx\.storage[^;]*;)/, `$1\n${statement}`);

  test.each([
    ["changes what was there", `ctx.storage.sql.exec("UPDATE halls SET seats = 1");`, /\/seats: \d+ and 1, /],
    [
      "loses what was there",
      `ctx.storage.sql.exec("DELETE FROM tickets");`,
      /GET \/tickets answers otherwise: .* and nothing, /,
    ],
    [
      "does not start",
      `if (halls.all().length > 0) throw new Error("too many halls");`,
      /fails with 500|too many halls/,
    ],
  ])("that %s is refused", async (_name, statement, words) => {
    const { failed, gate } = await tried(atStart(statement), { live: right });
    expect(failed).toContain("migration");
    expect(gate("migration").failures.join("\n")).toMatch(words);
  });

  test("that leaves what the one before can't read is refused", async () => {
    // It keeps seats otherwise, and shows them as before.
    const shifted = edited(
      atStart(`ctx.storage.sql.exec("UPDATE halls SET seats = seats + 1000 WHERE seats < 1000");`),
      "src/service.ts",
      "return this.#app.fetch(request);",
      `return Promise.resolve(this.#app.fetch(request)).then(async (answer) => {
const text = (await answer.text()).replace(/"seats":(\\d+)/g, (_, seats) => \`"seats":\${Number(seats) - 1000}\`);
return new Response(text, answer);
});`,
    );
    const { gate } = await tried(shifted, { live: right });
    expect(gate("migration").failures.join("\n")).toMatch(/After going back/);
  });

  test("names what the live API has and this one has not", async () => {
    const fewer = serviceOf(spec.replace("- `GET /tickets/{id}` shows one\n", ""), right);
    const { gate } = await tried(fewer, { live: right });
    expect(gate("compatibility")).toMatchObject({ passed: true });
    expect(gate("compatibility").evidence?.found).toEqual([
      "`POST /tickets`: the header Location of its answers is gone",
      "`GET /tickets/{id}`: the route is gone",
    ]);
  });
});
