import fc from "fast-check";
import { expect, test } from "vitest";
import { serveSpec } from "./serving.ts";

const statuses = [404, 403, 400, 409, 423, 410, 422] as const;
type Status = (typeof statuses)[number];

const runs = Number(process.env.ORDER_RUNS ?? 6);

/** A spec in which all of the statuses may be right for one request, and an order that says which is given. */
function specOf(order: readonly Status[]): string {
  return `# Sorties

Callers are named by the header \`X-User\` (401). Role keeper: the header \`X-Role\` is \`keeper\`.
Statuses: unknown reference 404 \`no_such_piece\`.
The first of 401, ${order.join(", ")} is given.

## Piece
- name: text, required
- \`POST /pieces\` creates one

## Sortie
- place: text, required, not blank
- piece: piece
- state: state of open or closed
- hours: whole number, set by actions
- \`POST /sorties\` creates one, by keeper (403), only if place is not "moon" (422)
- \`PATCH /sorties/{id}\` changes one, by keeper (403), only if place is not "sea" (423)

### Make: \`POST /made-sorties\`
- place: text, required
- isClosed: yes/no, default no
- Creates a sortie with place = place, state = open if not isClosed
- Creates a sortie with place = place, state = closed if isClosed
- Answers sortie (201)

### Close: \`POST /sorties/{id}/close\`
- note: text, required, not blank
- hours: whole number, required
- code: text, required
- lost: list of piece
- Finds named among all pieces where name is code
- Moves state from open to closed (409)
- Only if hours < 100 (422)
- Only if its place is not "sea" (423)
- Only if named is not empty (410)
- By keeper (403)
- Sets hours to hours

### Log: \`POST /log\`
- note: text, required, not blank
- hours: whole number, required
- code: text, required
- lost: list of piece
- Finds named among all pieces where name is code
- Only if named is not empty (410)
- Only if hours < 100 (422)
- By keeper (403)
- Answers {note}
`;
}

/** Which of the statuses are right for a request of which so much is wrong: what hangs on a wrong body is not known then. */
function rightOnes(wrong: ReadonlySet<Status>): Status[] {
  return [...wrong].filter((status) => !wrong.has(400) || (status !== 410 && status !== 422));
}

const none = crypto.randomUUID();

test("of several refusals that are right the first in the order is given, whatever the order", async () => {
  const orders = fc.shuffledSubarray([...statuses], { minLength: statuses.length });
  await fc.assert(
    fc.asyncProperty(orders, async (order) => {
      const service = await serveSpec(specOf(order));
      const [keeper, other] = [service.as("ann", "keeper"), service.as("ben")];
      await keeper("POST /pieces", { name: "rope" });
      const expected = (wrong: readonly Status[], fine: number) => {
        const right = rightOnes(new Set(wrong));
        return order.find((status) => right.includes(status)) ?? fine;
      };
      const told = async (
        kinds: readonly Status[],
        fine: number,
        call: (wrong: Status[]) => Promise<number>,
      ) => {
        for (let mask = 0; mask < 2 ** kinds.length; mask++) {
          const wrong = kinds.filter((_, index) => mask & (2 ** index));
          expect(await call(wrong), `${wrong.join(" and ")} of ${order.join(", ")}`).toBe(
            expected(wrong, fine),
          );
        }
      };
      const caller = (wrong: readonly Status[]) => (wrong.includes(403) ? other : keeper);
      const inputs = (wrong: readonly Status[]) => ({
        note: wrong.includes(400) ? " " : "fine",
        hours: wrong.includes(422) ? 100 : 1,
        code: wrong.includes(410) ? "none" : "rope",
        ...(wrong.includes(404) && { lost: [none] }),
      });
      const made = async (wrong: readonly Status[]) => {
        const place = wrong.includes(423) ? "sea" : "hut";
        const answer = await keeper("POST /made-sorties", { place, isClosed: wrong.includes(409) });
        expect(answer.status).toBe(201);
        return answer.body.id;
      };
      await told(
        [403, 400, 404, 410, 422],
        200,
        async (wrong) => (await caller(wrong)("POST /log", inputs(wrong))).status,
      );
      await told(
        [403, 400, 404, 409, 423, 410, 422],
        200,
        async (wrong) =>
          (await caller(wrong)(`POST /sorties/${await made(wrong)}/close`, inputs(wrong))).status,
      );
      await told([403, 404, 422], 201, async (wrong) => {
        const place = wrong.includes(422) ? "moon" : "hut";
        return (await caller(wrong)("POST /sorties", { place, ...(wrong.includes(404) && { piece: none }) }))
          .status;
      });
      await told([403, 400, 404], 201, async (wrong) => {
        const place = wrong.includes(400) ? " " : "hut";
        return (await caller(wrong)("POST /sorties", { place, ...(wrong.includes(404) && { piece: none }) }))
          .status;
      });
      await told([403, 400, 404, 423], 200, async (wrong) => {
        const place = wrong.includes(400) ? " " : "hut";
        const change = { place, ...(wrong.includes(404) && { piece: none }) };
        return (await caller(wrong)(`PATCH /sorties/${await made(wrong)}`, change)).status;
      });
      await service.stop();
    }),
    { numRuns: runs, seed: 5, endOnFailure: true },
  );
}, 300_000);
