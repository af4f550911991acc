import { type Call, toolsOf } from "../../tools.ts";

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const station = { "X-Station": "north-sea" };
  const buoys: any[] = [];
  const readings: any[] = [];
  const of = (buoy: any) => readings.filter((one) => one.buoy === buoy.id).sort((one, other) => other.at - one.at);

  const addBuoy = async () => {
    const { given, made } = await t.fresh("/buoys", station, () => ({
      name: `${t.pick(["Elbe", "Borkum", "Dogger", "Ñ"])} ${t.int(1, 999_999_999)}`,
      position: { lat: t.int(50, 60), lon: t.int(0, 9) },
    }));
    if (made === undefined) return;
    t.same("a new buoy", made, { ...given, readings: 0, highest: null });
    buoys.push(made);
  };
  const report = async () => {
    const buoy = t.pick(buoys);
    const taken = new Set(of(buoy).map(({ at }) => at));
    let at = 0;
    do at = Date.UTC(2026, 4, t.int(1, 20), t.int(0, 23), t.int(0, 59), t.int(0, 59));
    while (taken.has(at));
    const given = {
      takenAt: new Date(at).toISOString().replace(".000", ""),
      waveCm: t.int(0, t.chance(0.3) ? 900 : 240),
      ...(t.chance(0.7) && { water: t.int(-20, 240) / 10 }),
    };
    const { status, body } = await t.ask("POST", `/buoys/${buoy.id}/readings`, 201, station, given);
    if (status !== 201) return;
    t.same("a new reading", body, { buoy: buoy.id, waveCm: given.waveCm, water: given.water ?? null });
    t.check(Date.parse(body.takenAt) === at, `a reading of ${given.takenAt} is of ${body.takenAt}`);
    readings.push({ id: body.id, buoy: buoy.id, at, waveCm: given.waveCm });
  };
  /** All pages of a buoy's readings: each is there once, in order, and pages are full up to the last. */
  const pages = async () => {
    const buoy = t.pick(buoys);
    const rough = t.chance(0.3);
    const limit = t.pick([undefined, 2, 3, 50, 80]);
    const from = t.chance(0.3) ? Date.UTC(2026, 4, t.int(1, 12)) : undefined;
    const expected = of(buoy).filter((one) => (!rough || one.waveCm >= 250) && (from === undefined || one.at >= from));
    const query = [
      ...(rough ? ["rough=true"] : []),
      ...(limit === undefined ? [] : [`limit=${limit}`]),
      ...(from === undefined ? [] : [`from=${new Date(from).toISOString()}`]),
    ];
    const size = Math.min(limit ?? 5, 50);
    const ids: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 40; page++) {
      const all = after === null ? query : [...query, `after=${encodeURIComponent(after)}`];
      const { status, body } = await t.ask("GET", `/buoys/${buoy.id}/readings?${all.join("&")}`, 200, station);
      if (status !== 200) return;
      const shown = Math.min(size, expected.length - ids.length);
      t.check(body.readings?.length === shown, `page ${page + 1} of ${expected.length} readings by ${size} has ${body.readings?.length}`);
      ids.push(...(body.readings ?? []).map((one: any) => one.id));
      after = body.next;
      t.check((after === null) === ids.length >= expected.length, `after ${ids.length} of ${expected.length} readings, next is ${after}`);
      if (after === null) break;
    }
    t.check(JSON.stringify(ids) === JSON.stringify(expected.map(({ id }) => id)), "the pages are not all of the buoy's readings in order");
  };
  const look = async () => {
    const buoy = t.pick(buoys);
    const own = of(buoy);
    const { body } = await t.ask("GET", `/buoys/${buoy.id}`, 200, station);
    const highest = own.length === 0 ? null : Math.max(...own.map(({ waveCm }) => waveCm));
    t.same("a buoy", body, { name: buoy.name, position: buoy.position, readings: own.length, highest });
  };
  const odd = async () => {
    const path = `/buoys/${t.pick(buoys).id}/readings`;
    const kind = t.int(0, 3);
    if (kind === 0) await t.ask("GET", path, 401);
    if (kind === 1) await t.ask("GET", "/buoys/none/readings", 404, station);
    if (kind === 2) await t.ask("POST", path, 400, station, { takenAt: "2026-02-30T10:00:00Z", waveCm: 3 });
    if (kind === 3) await t.ask("GET", `${path}?after=nonsense`, 400, station);
  };

  for (let n = 0; n < 2; n++) await addBuoy();
  if (buoys.length === 0) return;
  for (let n = 0; n < 14; n++) await report();
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.01) await addBuoy();
    else if (dice < 0.45) await report();
    else if (dice < 0.7) await pages();
    else if (dice < 0.93) await look();
    else await odd();
  }
}
