import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { handFunctions } from "../../../shared/compiler/hand.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { traceOf } from "../../../shared/spec/trace.ts";
import { blueprintOf } from "../spec/serving.ts";
import { serveByHand } from "./serving.ts";

const spec = `# Boards

## Board
- width: whole number, required
- area = width * width, set at creation
- edge = width - 1
- label = "board " + note, set at creation
- note: text

### Solve: \`POST /boards/{id}/solve\`
- least: whole number, required
- size = count of its pieces
- rows = list of {at: id, wide: width, first: first of it of all pieces} of all boards by width
- widths = list of wide of rows
- found by hand (whole number): size and least together [c1]
- Answers {found}

### Fill: \`POST /fill\`
- By hand changes found (whole number): makes a piece for each board, gives how many [c2]
- Answers {found}

## Piece
- board: board, required
- found by hand (text): its board's area [c3]

### Solve: \`POST /pieces/{id}/solve\`
- found by hand (text): the width of its board [c4]
- Answers {found}
`;

const functions = {
  "found-of-solve-of-board.ts": `import type { Board, FoundOfSolveOfBoardInput } from "./contracts.ts";

const areaOf = ({ area, edge }: Board): number => area + edge * 0;

export function foundOfSolveOfBoard({ thing, given, values }: FoundOfSolveOfBoardInput): number {
  const [row] = values.rows;
  const at: string = row?.at ?? "";
  const first: string | null = row?.first ?? null;
  const widest = Math.max(...values.widths, ...values.rows.map(({ wide }) => wide ?? 0));
  return values.size + given.least + (areaOf(thing) + at.length + (first ?? "").length + widest) * 0;
}
`,
  "found-of-fill.ts": `import type { Board, FoundOfFillContext, FoundOfFillInput, Piece } from "./contracts.ts";

export function foundOfFill(_input: FoundOfFillInput, { things }: FoundOfFillContext): number {
  const made = things.boards.all().map(({ id }: Board): Omit<Piece, "found"> => things.pieces.create({ board: id }));
  return made.length;
}
`,
  "found-of-piece.ts": `import type { FoundOfPieceContext, FoundOfPieceInput } from "./contracts.ts";

export function foundOfPiece({ thing }: FoundOfPieceInput, { things }: FoundOfPieceContext): string {
  const board = things.boards.find(thing.board);
  return board === null ? "" : board.area.toFixed(1);
}
`,
  "found-of-solve-of-piece.ts": `import type { FoundOfSolveOfPieceContext, FoundOfSolveOfPieceInput } from "./contracts.ts";

export function foundOfSolveOfPiece({ thing }: FoundOfSolveOfPieceInput, { things }: FoundOfSolveOfPieceContext): string {
  return String(things.boards.find(thing.board)?.width);
}
`,
};

let boards: Awaited<ReturnType<typeof serveByHand>>;
beforeAll(async () => {
  boards = await serveByHand(spec, functions);
}, 60_000);
beforeEach(() => boards.fresh());
afterAll(() => boards.stop());

test("functions of one name are files of their own, and each is called at its place", async () => {
  const call = boards.as("ann");
  const { body: board } = await call("POST /boards", { width: 3 });
  expect((await call("POST /fill")).body).toEqual({ found: 1 });
  expect((await call(`POST /boards/${board.id}/solve`, { least: 4 })).body).toEqual({ found: 5 });
  const { body } = await call("GET /pieces");
  expect(body).toMatchObject([{ found: "9.0" }]);
  expect((await call(`POST /pieces/${body[0].id}/solve`)).body).toEqual({ found: "3" });
});

test("a name stays as it is where it is the only one", () => {
  const [first] = handFunctions(blueprintOf("# A\n\n## B\n- x: text\n- y by hand (text): x\n"));
  expect(first).toMatchObject({ name: "y", path: "src/hand/y.ts" });
});

test("two of one action can't have one name", () => {
  const twice = spec.replace("- Answers {found}", "- By hand changes found: nothing\n- Answers {found}");
  const reading = parseSpec(twice);
  expect(reading.outcome === "unread" && reading.problems.map(({ message }) => message).join()).toContain(
    "`found`",
  );
});

test("every function is given the clauses that its statement cites", () => {
  const reading = parseSpec(spec);
  if (reading.outcome === "unread") throw new Error("It is a spec.");
  const clauses = ["c1", "c2", "c3", "c4"].map((id) => ({ id, text: id }));
  const parts = traceOf(reading, clauses).map((one) => (one.outcome === "met" ? one.by : []));
  const asked = handFunctions(reading.blueprint).map(({ part }) => part);
  expect(parts.flat().toSorted()).toEqual(asked.toSorted());
});

describe("a contract says null only of what may be empty", () => {
  const [solve, fill] = handFunctions(blueprintOf(spec));
  test.each([
    "area: number;",
    "edge: number;",
    "size: number;",
    "label: string | null;",
    "note: string | null;",
  ])("%s", (line) => expect(solve?.contract).toContain(line));

  test("what an action may empty, what is another thing's and what is divided is such", () => {
    const told = handFunctions(
      blueprintOf(
        "# A\n\n## B\n- n: whole number, required\n- a = n, set at creation\n- half = n / 2\n- up: b\n- far = up.n\n" +
          "- x by hand (text): x\n\n### Empty: `POST /bs/{id}/empty`\n- Sets a to empty\n",
      ),
    );
    for (const line of ["a: number | null;", "half: number | null;", "far: number | null;"])
      expect(told[0]?.contract).toContain(line);
  });

  test("and what is made takes what is set at creation", () => {
    expect(fill?.contract).toContain("area?: number;");
  });
});
