import { expect, test } from "vitest";
import { ModelService } from "../../../shared/tester/model/service.ts";
import { blueprintOf, serveSpec } from "./serving.ts";

/** A spec with an order and the statements of a file. */
const spec = (order: string, ...lines: string[]) => `# Office

Callers may be named by the header \`X-User\`. Role keeper: the header \`X-Role\` is \`keeper\`.
Statuses: unknown reference 421.
${order === "" ? "" : `The first of ${order} is given.`}

## Piece
- name: text, required
- \`POST /pieces\` creates one

## File
- name: text, required
- state: state of open or closed
${lines.join("\n")}
`;
const none = crypto.randomUUID();

test("a state that is refused with what is given waits for the body, whatever the order", async () => {
  const service = await serveSpec(
    spec(
      "409, 400",
      "- `POST /files` creates one",
      "### Shut: `POST /files/{id}/shut`",
      "- note: text, required",
      '- named = name + "!"',
      "- Moves state from open to closed (409, with note: note, named: named)",
    ),
  );
  const call = service.as("ann");
  const { id } = (await call("POST /files", { name: "a" })).body;
  expect((await call(`POST /files/${id}/shut`, {})).status).toBe(400);
  expect((await call(`POST /files/${id}/shut`, { note: "n" })).status).toBe(200);
  const again = await call(`POST /files/${id}/shut`, { note: "m" });
  expect([again.status, again.body]).toMatchObject([409, { note: "m", named: "a!" }]);
  await service.stop();
});

test("who owns a thing is judged again once the body of a change is read", async () => {
  const service = await serveSpec(
    spec(
      "",
      "- tutor: text, required",
      "- `POST /files` creates one",
      "- `PATCH /files/{id}` changes one, by its tutor (403)",
    ),
  );
  const ann = service.as("ann");
  const { id } = (await ann("POST /files", { name: "a", tutor: "ann" })).body;
  const all = Array.from({ length: 12 }, (_, index) => ann(`PATCH /files/${id}`, { tutor: `x${index}` }));
  const statuses = (await Promise.all(all)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  await service.stop();
});

/** What callers are told, in the service and in the tester's model of it. */
const calls: [what: string, order: string, lines: string[], route: string, body: unknown, status: number][] =
  [
    [
      "a condition on the caller beside a wrong body, where a state comes before it",
      "401, 409, 403, 404, 400",
      [
        "### Do: `POST /files/{id}/do`",
        "- note: text, required",
        "- Moves state from open to closed (409)",
        '- Only if the caller is not "ben" (403)',
      ],
      "POST /files/ID/do",
      {},
      403,
    ],
    [
      "a condition on the caller before a role",
      "409, 403, 404, 400",
      [
        "### Do: `POST /files/{id}/do`",
        "- note: text, required",
        "- By keeper (403)",
        '- Only if the caller is not "ben" (409)',
      ],
      "POST /files/ID/do",
      { note: "n" },
      409,
    ],
    [
      "the same of a route that shows one",
      "400, 409, 403, 404",
      ['- `GET /files/{id}` shows one, by keeper (403), only if the caller is not "ben" (409)'],
      "GET /files/ID",
      undefined,
      409,
    ],
    [
      "a role before a condition on the caller, in a create",
      "403, 409, 404",
      ['- `POST /notes` creates one, by keeper (403), only if the caller is not "ben" (409)'],
      "POST /notes",
      { name: "n" },
      403,
    ],
    [
      "a role before a value that is taken, though a condition comes before both",
      "422, 403, 409",
      [
        "- code: text, unique",
        "- `POST /notes` creates one, by keeper (403), only if count of all files < 500 (422)",
      ],
      "POST /notes",
      { name: "n", code: "taken" },
      403,
    ],
    [
      "a fixed field after a reference to nothing",
      "404, 421, 400",
      ["- code: text, fixed", "- piece: piece", "- `PATCH /files/{id}` changes one"],
      "PATCH /files/ID",
      { code: "b", piece: none },
      421,
    ],
    [
      "what an order names before all that it does not",
      "404, 409",
      [
        "### Shut: `POST /files/{id}/shut`",
        "- note: text, required",
        "- By keeper (403)",
        "- Moves state from closed to open (409)",
      ],
      "POST /files/ID/shut",
      {},
      409,
    ],
  ];

test.each(calls)("%s", async (_what, order, lines, route, body, status) => {
  const isMade = lines.some((line) => line.includes("creates one"));
  const making = ["### Make: `POST /files`", "- name: text, required", "- Creates a file with name = name"];
  const whole = isMade
    ? [...lines, ...making, "- Answers file (201)"]
    : ["- `POST /files` creates one", ...lines];
  const service = await serveSpec(spec(order, ...whole));
  const { id } = (await service.as("ann", "keeper")("POST /files", { name: "a" })).body;
  expect((await service.as("ben")(route.replace("ID", id), body)).status).toBe(status);
  await service.stop();
});

test("the tester's model is told of a thing that is not there after who may not, where the order says so", () => {
  const text = spec(
    "403, 404",
    "- `POST /files` creates one",
    "- `GET /files/{id}` shows one, by keeper (403)",
    "- `DELETE /files/{id}` deletes one",
  );
  const model = new ModelService(blueprintOf(text), "2026-01-31T12:00:00.000Z");
  const caller = { name: "ann", roles: [] };
  model.perform({ kind: "create", entity: "file", values: { name: "a" }, caller });
  model.perform({ kind: "remove", thing: 0, caller });
  expect(model.perform({ kind: "read", thing: 0, caller })).toMatchObject({
    kind: "refused",
    reason: { status: 403 },
  });
});
