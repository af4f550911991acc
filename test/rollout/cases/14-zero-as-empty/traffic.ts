import { type Call, toolsOf } from "../../tools.ts";

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const materials: any[] = [];
  const deliveries: any[] = [];
  // Halves are rounded away from zero.
  const rounded = (value: number) => Math.sign(value) * Math.round(Math.abs(value)) + 0;
  const full = (one: any) => {
    const netKg = one.grossKg - one.tareKg;
    return { ...one, netKg, cents: rounded((netKg * materials.find(({ id }) => id === one.material).centsPerTon) / 1000) };
  };

  const addMaterial = async () => {
    const { given, made } = await t.fresh("/materials", {}, () => ({
      name: `${t.pick(["Scrap iron", "Paper", "Glass, brown", "Rubble"])} ${t.int(1, 999_999_999)}`,
      centsPerTon: t.chance(0.2) ? 0 : t.int(-9000, 30_000),
    }));
    if (made === undefined) return;
    t.same("a new material", made, { ...given, tons: 0 });
    materials.push(made);
  };
  const bring = async () => {
    const grossKg = t.int(500, 40_000);
    const given = {
      material: t.pick(materials).id,
      carrier: t.pick(["Otto & Sons", "Nguyễn Transport", "City works", "O'Hara"]),
      grossKg,
      tareKg: t.chance(0.1) ? 0 : t.int(100, grossKg - 1 > 30_000 ? 30_000 : grossKg - 1),
      ...(t.chance(0.5) && { deposit: t.chance(0.15) ? 0 : t.int(1, 5000) }),
      ...(t.chance(0.3) && { note: t.pick(["wet", "", "came late ⏰"]) }),
    };
    const { status, body } = await t.ask("POST", "/deliveries", 201, {}, given);
    if (status !== 201) return;
    const delivery = { deposit: null, note: null, ...given, id: body.id, number: body.number };
    t.same("a new delivery", body, full(delivery));
    deliveries.push(delivery);
  };
  const change = async () => {
    const delivery = t.pick(deliveries);
    const change = t.pick<any>([{ deposit: t.pick([0, null, t.int(1, 900)]) }, { note: t.pick([null, "weighed again"]) }, { tareKg: delivery.tareKg === 0 ? 1 : 0 }]);
    const { status, body } = await t.ask("PATCH", `/deliveries/${delivery.id}`, 200, {}, change);
    if (status === 200) Object.assign(delivery, change);
    t.same("a changed delivery", body, full(delivery));
  };
  const slip = async () => {
    const delivery = t.pick(deliveries);
    const { number, carrier, grossKg, tareKg, netKg, cents, deposit } = full(delivery);
    const { body } = await t.ask("GET", `/deliveries/${delivery.id}/slip`, 200);
    const material = materials.find(({ id }) => id === delivery.material).name;
    t.same("a slip", body, { number, material, carrier, grossKg, tareKg, netKg, cents, deposit, due: cents - (deposit ?? 0) });
  };
  const look = async () => {
    const delivery = t.pick(deliveries);
    const { body } = await t.ask("GET", `/deliveries/${delivery.id}`, 200);
    t.same("a delivery", body, full(delivery));
    if (t.chance(0.4)) {
      const material = t.pick(materials);
      const own = deliveries.filter((one) => one.material === material.id);
      const shown = await t.ask("GET", `/materials/${material.id}`, 200);
      const kg = own.reduce((sum, one) => sum + one.grossKg - one.tareKg, 0);
      t.check(Math.abs(shown.body?.tons - kg / 1000) < 1e-6, `a material has ${shown.body?.tons} tons, not ${kg / 1000}`);
    }
  };
  const list = async () => {
    const material = t.pick(materials);
    const own = deliveries.filter((one) => one.material === material.id).sort((one, other) => other.number - one.number);
    const offset = t.int(0, 4);
    const { body } = await t.ask("GET", `/deliveries?material=${material.id}&offset=${offset}`, 200);
    t.same("a list", body, { total: own.length });
    const expected = own.slice(offset, offset + 10);
    t.check(body?.deliveries?.length === expected.length, `a page has ${body?.deliveries?.length} deliveries, not ${expected.length}`);
    for (const [n, one] of expected.entries()) t.same("a listed delivery", body?.deliveries?.[n], full(one));
  };
  const odd = async () => {
    const kind = t.int(0, 3);
    const good = { material: t.pick(materials).id, carrier: "City works", grossKg: 900, tareKg: 900 };
    if (kind === 0) await t.refused("POST", "/deliveries", 400, "invalid", {}, good);
    if (kind === 1) await t.refused("POST", "/deliveries", 400, "unknown_reference", {}, { ...good, tareKg: 100, material: "none" });
    if (kind === 2) await t.refused("GET", "/deliveries/none/slip", 404, "not_found");
    if (kind === 3) await t.refused("GET", "/deliveries?limit=51", 400, "invalid");
  };

  for (let n = 0; n < 2; n++) await addMaterial();
  if (materials.length === 0) return;
  for (let n = 0; n < 4; n++) await bring();
  if (deliveries.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.02) await addMaterial();
    else if (dice < 0.25) await bring();
    else if (dice < 0.37) await change();
    else if (dice < 0.6) await slip();
    else if (dice < 0.8) await look();
    else if (dice < 0.94) await list();
    else await odd();
  }
}
