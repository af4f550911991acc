import { type Call, toolsOf } from "../../tools.ts";

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const office = { "X-Resident": "office", "X-Role": "office" };
  const residents = ["ilse", "jun", "kofi"].map((name) => ({ "X-Resident": `${name}-${t.int(1, 999_999_999)}` }));
  const zones: any[] = [];
  const permits: any[] = [];
  const plate = () => `${t.pick(["HH", "B", "M", "KA"])}-${t.pick("ABCDEFGH".split(""))}${t.pick("JKLMNPRS".split(""))} ${t.int(1, 9999)}`.slice(0, 10);
  const cased = (text: string) => (t.chance(0.3) ? text.toLowerCase() : text);
  const active = (zone: any) => permits.filter((one) => one.zone === zone.id && one.state === "active").length;
  const shown = ({ zone, plate, holder, state, id }: any) => ({ id, zone, plate, holder, state });
  const ownerOf = (permit: any) => ({ "X-Resident": permit.holder });
  const isTaken = (zone: string, plate: string, but?: any) => permits.some((one) => one !== but && one.zone === zone && one.plate === plate);

  const addZone = async () => {
    const { given, made } = await t.fresh("/zones", office, () => ({ name: `Zone ${t.int(1, 999_999_999)}`, spaces: t.int(1, 6) }));
    if (made === undefined) return;
    t.same("a new zone", made, { ...given, used: 0 });
    zones.push(made);
  };
  const ask = async () => {
    const given = { zone: t.pick(zones).id, plate: permits.length > 0 && t.chance(0.15) ? t.pick(permits).plate : plate() };
    const resident = t.pick(residents);
    const sent = { ...given, plate: cased(given.plate) };
    if (isTaken(given.zone, given.plate)) return void (await t.refused("POST", "/permits", 409, "has_permit", resident, sent));
    const { status, body } = await t.ask("POST", "/permits", 201, resident, sent);
    if (status !== 201) return;
    const permit = { ...given, holder: resident["X-Resident"], state: "requested", id: body.id };
    t.same("a new permit", body, { ...shown(permit), validUntil: null });
    permits.push(permit);
  };
  const grant = async () => {
    const permit = t.pick(permits);
    const path = `/permits/${permit.id}/grant`;
    if (t.chance(0.1)) return void (await t.refused("POST", path, 403, "forbidden", ownerOf(permit)));
    if (permit.state !== "requested") return void (await t.refused("POST", path, 409, "not_requested", office));
    const zone = zones.find((one) => one.id === permit.zone);
    if (active(zone) >= zone.spaces) return void (await t.refused("POST", path, 409, "full", office));
    const { status, body } = await t.ask("POST", path, 200, office);
    if (status === 200) permit.state = "active";
    t.same("a granted permit", body, shown(permit));
    t.check(typeof body?.validUntil === "string", "a granted permit has no end");
  };
  const transfer = async () => {
    const permit = t.pick(permits);
    const path = `/permits/${permit.id}/transfer`;
    const others = permits.filter((one) => one.zone === permit.zone);
    const newPlate = t.chance(0.25) ? t.pick(others).plate : plate();
    if (t.chance(0.1)) {
      const other = residents.find((one) => one["X-Resident"] !== permit.holder) ?? office;
      return void (await t.refused("POST", path, 404, "not_found", other, { newPlate }));
    }
    const who = t.chance(0.3) ? office : ownerOf(permit);
    const sent = { newPlate: cased(newPlate) };
    if (permit.state === "ended") return void (await t.refused("POST", path, 409, "ended", who, sent));
    if (isTaken(permit.zone, newPlate, permit)) return void (await t.refused("POST", path, 409, "has_permit", who, sent));
    const { status, body } = await t.ask("POST", path, 200, who, sent);
    if (status === 200) permit.plate = newPlate;
    t.same("a permit of another car", body, shown(permit));
  };
  const end = async () => {
    const permit = t.pick(permits);
    const path = `/permits/${permit.id}/end`;
    if (permit.state === "ended") return void (await t.refused("POST", path, 409, "ended", office));
    const { status, body } = await t.ask("POST", path, 200, ownerOf(permit));
    if (status === 200) permit.state = "ended";
    t.same("an ended permit", body, shown(permit));
  };
  const look = async () => {
    const permit = t.pick(permits);
    const { body } = await t.ask("GET", `/permits/${permit.id}`, 200, ownerOf(permit));
    t.same("a permit", body, shown(permit));
    const zone = t.pick(zones);
    const seen = await t.ask("GET", `/zones/${zone.id}`, 200, t.pick(residents));
    t.same("a zone", seen.body, { name: zone.name, spaces: zone.spaces, used: active(zone) });
  };
  const list = async () => {
    const zone = t.pick(zones);
    const who = t.pick([office, ...residents]);
    const own = permits.filter((one) => one.zone === zone.id && (who === office || one.holder === who["X-Resident"]));
    const { body } = await t.ask("GET", `/permits?zone=${zone.id}`, 200, who);
    const plates = own.map(({ plate }) => plate).sort();
    t.check(JSON.stringify(body?.map?.((one: any) => one.plate)) === JSON.stringify(plates), `a zone lists ${body?.length} permits, not ${plates.length}`);
  };
  const odd = async () => {
    const kind = t.int(0, 3);
    if (kind === 0) await t.refused("GET", "/zones", 401, "unauthorized");
    if (kind === 1) await t.refused("POST", "/zones", 403, "forbidden", t.pick(residents), { name: "Mine", spaces: 3 });
    if (kind === 2) await t.refused("POST", "/permits", 422, "invalid", t.pick(residents), { zone: t.pick(zones).id, plate: " x " });
    if (kind === 3) await t.ask("POST", "/permits", 422, t.pick(residents), { zone: "none", plate: plate() });
  };

  for (let n = 0; n < 2; n++) await addZone();
  if (zones.length === 0) return;
  for (let n = 0; n < 4; n++) await ask();
  if (permits.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.02) await addZone();
    else if (dice < 0.2) await ask();
    else if (dice < 0.36) await grant();
    else if (dice < 0.56) await transfer();
    else if (dice < 0.62) await end();
    else if (dice < 0.82) await look();
    else if (dice < 0.95) await list();
    else await odd();
  }
}
