import { afterAll, beforeAll, expect, test } from "vitest";
import { makeBundle } from "../../../lambdas/runtime/bundle.ts";
import { bundleDigest } from "../../../shared/delivery/bundle.ts";
import { ErrorList } from "../../../shared/delivery/control.ts";
import { books } from "../compiler/blueprints.ts";
import { compile, loadToolbox } from "../compiler/serving.ts";
import { DataPlane } from "./fixtures/data-plane.ts";
import { wordService } from "./fixtures/modules.ts";

let plane: DataPlane;
beforeAll(async () => {
  plane = await DataPlane.start();
});
afterAll(() => plane.stop());

async function errorsOf(service: string) {
  return ErrorList.parse(await plane.done("GET", `/control/services/${service}/errors`)).errors;
}

/** What the kit answers to an error, as a service that has caught one. */
const told = (error: string) => `
  const told = { name: ${error}.name, message: ${error}.message, frame: ${error}.stack.split("\\n")[1] };
  return Response.json({}, { status: 500, headers: { "x-aidevos-failure": encodeURIComponent(JSON.stringify(told)) } });`;

test("failures of one cause are one, whatever values they have", async () => {
  const routes = `if (url.pathname === "/find") {
    const error = new Error("No member " + url.searchParams.get("name") + " with the number " + url.searchParams.get("id"));
    ${told("error")}
  }`;
  await plane.release("same", "r1", await wordService({ version: "one", routes, paths: ["/find"] }));
  for (const [name, id] of [
    ["Ada", "17"],
    ["Grace", "a1b2"],
    ["Zoë", "9"],
  ])
    expect((await plane.service("same", `/find?name=${name}&id=${id}`)).status).toBe(500);
  const errors = await errorsOf("same");
  expect(errors).toMatchObject([
    { release: "r1", route: "GET /find", cause: "Error: No member … with the number …", count: 3 },
  ]);
  expect(errors[0]?.place).toMatch(/service\.ts:\d+$/);
  expect(errors[0]?.request).toMatch(/^[0-9a-f-]{36}$/);
});

test("callers do not see what a service tells its host", async () => {
  const routes = `if (url.pathname === "/broken") { const error = new Error("secret"); ${told("error")} }`;
  await plane.release("unseen", "r1", await wordService({ version: "one", routes }));
  const answer = await plane.service("unseen", "/broken");
  expect(answer.status).toBe(500);
  expect([...answer.headers.keys()].filter((name) => name.startsWith("x-aidevos"))).toEqual([]);
  expect(await answer.text()).toBe("{}");
});

test("code that throws, and answers without a cause, are causes of their own", async () => {
  const routes = `if (url.pathname === "/throws") throw new TypeError("Ada Lovelace is not a function");
    if (url.pathname === "/mute") return new Response("sorry", { status: 503 });
    if (url.pathname === "/odd") return new Response("", { status: 500, headers: { "x-aidevos-failure": "%7B" } });`;
  await plane.release("several", "r1", await wordService({ version: "one", routes }));
  for (const path of ["/throws", "/mute", "/odd"]) await plane.service("several", path);
  const causes = (await errorsOf("several")).map(({ cause }) => cause);
  expect(causes.toSorted()).toEqual([
    "Answered 503, and said no cause",
    "Said a cause that can't be read",
    "TypeError: Ada Lovelace is not a function",
  ]);
});

test("no more causes are told apart than there is room for, and each failure is counted", async () => {
  const words = Array.from({ length: 60 }, (_, index) =>
    Array.from(String(index + 10), (digit) => "abcdefghij"[Number(digit)]).join(""),
  );
  const routes = `const known = ${JSON.stringify(words)};
    if (url.pathname === "/broken") { const error = new Error("cause " + url.searchParams.get("word")); ${told("error")} }`;
  await plane.release("many", "r1", await wordService({ version: "one", routes }));
  for (const word of words) await plane.service("many", `/broken?word=${word}`);
  const errors = await errorsOf("many");
  expect(errors).toHaveLength(51);
  expect(errors.reduce((sum, { count }) => sum + count, 0)).toBe(60);
  expect(errors.find(({ cause }) => cause === "other causes")?.count).toBe(10);
});

test("a generated service's failure is told with the place in its code, and without its caller's words", async () => {
  const { files } = await compile(books);
  const made = makeBundle({ files, toolbox: await loadToolbox() });
  const broken = `export async function reckon(request) {
    const { title } = await request.json();
    throw new RangeError(\`The length of \${title} is out of range\`);
  }`;
  const modules = Object.fromEntries(
    Object.entries(made.modules).map(([name, source]) => [
      name,
      source.replace(/^.*\banswerProblems\(([\w.#]+).*$/m, (line, app) =>
        line.startsWith("export") ? line : `${line}\n${app}.post("/broken", ({ req }) => reckon(req.raw));`,
      ),
    ]),
  );
  const changed = Object.keys(modules).filter((name) => modules[name] !== made.modules[name]);
  expect(changed).toHaveLength(1);
  const [name = ""] = changed;
  const bundle = {
    ...made,
    modules: {
      ...modules,
      "reckon.js": broken,
      [name]: `import { reckon } from "./reckon.js";\n${modules[name]}`,
    },
  };
  await plane.release("generated", "r1", { bundle, digest: await bundleDigest(bundle) });
  const body = JSON.stringify({ title: "Nineteen Eighty-Zqfour" });
  const answer = await plane.service("generated", "/broken", { method: "POST", body });
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain("Zqfour");
  const errors = await errorsOf("generated");
  expect(errors).toMatchObject([{ place: "reckon, reckon.js:3", count: 1 }]);
  expect(errors[0]?.cause).toMatch(/^RangeError: The length of … is out of range$/);
});
