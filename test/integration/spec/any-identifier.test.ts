import { expect, test } from "vitest";
import { serveSpec } from "./serving.ts";

const spec = (statuses: string) => `# Lounges

${statuses}
Refusals answer {error: code}.

## Pass
- holder: text, required
- \`POST /passes\` creates one

## Seat
- Identified by no, counted from 1
- row: text, required
- \`POST /seats\` creates one

## Entry
- pass: pass, required
- seats: list of seat
- \`POST /entries\` creates one
- \`PATCH /entries/{id}\` changes one

### Move: \`POST /move\`
- from: pass, required, known (422 \`unknown_pass\`)
- to: list of {seat: seat}
- Answers {from}
`;

test("an identifier of another kind names nothing, where that is told apart from wrong values", async () => {
  const service = await serveSpec(spec("Statuses: unknown reference 422 `unknown`."));
  const call = service.as("");
  const told = async (route: string, body: unknown) => {
    const { status, body: answer } = await call(route, body);
    return `${status} ${answer.error ?? ""}`.trim();
  };
  const { id: pass } = (await call("POST /passes", { holder: "Ann" })).body;
  const { no: seat } = (await call("POST /seats", { row: "a" })).body;
  const { id: entry } = (await call("POST /entries", { pass, seats: [seat] })).body;
  for (const unknown of ["none", "", 987654321987, 0.5]) {
    expect(await told("POST /entries", { pass: unknown })).toBe("422 unknown");
    expect(await told(`PATCH /entries/${entry}`, { pass: unknown })).toBe("422 unknown");
    expect(await told("POST /move", { from: unknown })).toBe("422 unknown_pass");
  }
  for (const unknown of [String(seat), "none", 99, -1]) {
    expect(await told("POST /entries", { pass, seats: [unknown] })).toBe("422 unknown");
    expect(await told("POST /move", { from: pass, to: [{ seat: unknown }] })).toBe("422 unknown");
  }
  for (const wrong of [null, true, {}, [pass], undefined]) {
    expect(await told("POST /entries", { pass: wrong })).toBe("400 invalid");
    expect(await told("POST /move", { from: wrong })).toBe("400 invalid");
  }
  expect(await told("POST /entries", { pass, seats: [0.5] })).toBe("400 invalid");
  expect(await told("POST /move", { from: pass, to: [{ seat }] })).toBe("200");
  await service.stop();
});

test("it is a wrong value as any other, where references to nothing are", async () => {
  const service = await serveSpec(spec(""));
  const answer = await service.as("")("POST /entries", { pass: 5 });
  expect([answer.status, answer.body.error]).toEqual([400, "invalid"]);
  await service.stop();
});
