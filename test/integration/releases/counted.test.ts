import { afterAll, beforeAll, expect, test } from "vitest";
import { DataPlane } from "../objects/fixtures/data-plane.ts";
import { blueprintOf } from "../spec/serving.ts";
import { Lineage } from "./lineage.ts";

let plane: DataPlane;
beforeAll(async () => {
  plane = await DataPlane.start();
});
afterAll(() => plane.stop());

const spec = "# A\n\n## Kiln\n- label: text\n\n## Firing\n- kiln: kiln, required\n";
const plain = blueprintOf(spec);
const counting = blueprintOf(`${spec}- no: counted from 1 within kiln\n`);

test("things that are there are numbered in order of creation, and those that another release adds after all others", async () => {
  const service = new Lineage("firings", () => plane);
  await service.build(plain);
  const kilns = [
    (await service.call("POST", "/kilns", { label: "A" })).body.id,
    (await service.call("POST", "/kilns", { label: "B" })).body.id,
  ];
  const fire = async (kiln: number) =>
    (await service.call("POST", "/firings", { kiln: kilns[kiln] })).body as { id: string; no?: number };
  const numberOf = async ({ id }: { id: string }) => (await service.call("GET", `/firings/${id}`)).body.no;
  const before = [await fire(0), await fire(1), await fire(0)];
  expect(await service.build(counting)).toMatchObject({ outcome: "live" });
  expect(await Promise.all(before.map(numberOf))).toEqual([1, 1, 2]);
  const last = await fire(0);
  expect(last.no).toBe(3);
  await service.rollback();
  await service.call("DELETE", `/firings/${last.id}`);
  const meanwhile = await fire(0);
  expect(await service.build(counting)).toMatchObject({ outcome: "live" });
  expect(await numberOf(meanwhile)).toBe(4);
  expect((await fire(0)).no).toBe(5);
});
