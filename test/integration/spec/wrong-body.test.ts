import { expect, test } from "vitest";
import { ModelService } from "../../../shared/tester/model/service.ts";
import { blueprintOf, serveSpec } from "./serving.ts";

const spec = (order: string, conditions: string) => `# Tutors

Callers are named by the header \`X-User\` (401).
The first of ${order} is given.

## Lesson
- tutor: text, required
- state: state of asked or accepted
- \`POST /lessons\` creates one

### Accept: \`POST /lessons/{id}/accept\`
- room: text, required
${conditions}
`;
const guard = "- Only if tutor is the caller (403)";
const guardOfBody = '- Only if room is not "attic" and tutor is the caller (403)';
const move = "- Moves state from asked to accepted (409)";

/** A call of the action: by whom, and with which room. */
const calls: [caller: string, inputs: { room?: string }][] = [
  ["ben", {}],
  ["ann", {}],
  ["ann", { room: "1" }],
  ["ann", {}],
  ["ben", {}],
];

function told(text: string): (number | string)[] {
  const service = new ModelService(blueprintOf(text), "2026-01-31T12:00:00.000Z");
  const caller = (name: string) => ({ name, roles: [] });
  service.perform({ kind: "create", entity: "lesson", caller: caller("ann"), values: { tutor: "ann" } });
  return calls.map(([name, inputs]) => {
    const outcome = service.perform({
      kind: "act",
      entity: "lesson",
      action: "Accept",
      thing: 0,
      caller: caller(name),
      inputs,
    });
    if (outcome.kind === "open") return outcome.why;
    return outcome.kind === "done" ? outcome.status : outcome.reason.status;
  });
}

async function served(text: string): Promise<number[]> {
  const service = await serveSpec(text);
  try {
    const { id } = (await service.as("ann")("POST /lessons", { tutor: "ann" })).body;
    const statuses: number[] = [];
    for (const [name, inputs] of calls)
      statuses.push((await service.as(name)(`POST /lessons/${id}/accept`, inputs)).status);
    return statuses;
  } finally {
    await service.stop();
  }
}

test.each([
  ["a state after a guard", "401, 404, 403, 409, 400", [guard, move], [403, 400, 200, 409, 403]],
  ["a state after the body", "401, 404, 403, 400, 409", [guard, move], [403, 400, 200, 400, 403]],
  [
    "a state after a guard on the body",
    "401, 404, 403, 409, 400",
    [guardOfBody, move],
    [400, 400, 200, 409, 409],
  ],
  ["a guard after the body", "401, 404, 409, 400, 403", [guard, move], [400, 400, 200, 409, 409]],
  ["a state before a guard", "401, 404, 409, 403, 400", [move, guard], [403, 400, 200, 409, 409]],
])("the tester tells of a wrong body what the service does: %s", async (_what, order, lines, statuses) => {
  const text = spec(order, lines.join("\n"));
  expect(told(text)).toEqual(statuses);
  expect(await served(text)).toEqual(statuses);
});
