import { type Call, toolsOf } from "../../tools.ts";

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
  /** The day on which a ride begins. */
  dayOf: (from: number) => string = (from) => new Date(from).toISOString().slice(0, 10),
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const crew = { "X-User": "crew-1", "X-Role": "crew" };
  const riders = ["ayse", "bo", "carla"].map((name) => ({ "X-User": name }));
  const stations: any[] = [];
  const bikes: any[] = [];
  const rides: any[] = [];
  const parkedAt = (station: any) => bikes.filter((bike) => bike.station === station.id && bike.state === "parked").length;

  const addStation = async () => {
    const { given, made } = await t.fresh("/stations", crew, () => ({
      name: `${t.pick(["Hauptbahnhof", "Rue du Port", "Riverside", "Plaza Ñ"])} ${t.int(1, 999_999_999)}`,
      docks: t.int(4, 40),
    }));
    if (made === undefined) return;
    t.same("a new station", made, { ...given, parked: 0, free: given.docks });
    stations.push(made);
  };
  const addBike = async () => {
    const { given, made } = await t.fresh("/bikes", crew, () => ({
      number: `B${String(t.int(0, 99_999)).padStart(5, "0")}`,
      station: t.pick(stations).id,
      ...(t.chance(0.4) && { electric: true }),
    }));
    if (made === undefined) return;
    const bike = { ...given, electric: given.electric ?? false, state: "parked", id: made.id };
    t.same("a new bike", made, { ...bike, ridden: 0 });
    bikes.push(bike);
  };
  /** A moment as a phone writes it: in UTC, or with the offset of where it is. */
  const written = (at: number) => {
    const offset = t.pick([0, 0, 0, 60, 120, -300, 330]);
    const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
    const zone = `${offset < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
    const text = new Date(at + offset * 60_000).toISOString().slice(0, 19);
    return offset === 0 ? `${text}Z` : `${text}${zone}`;
  };
  const ride = async () => {
    const bike = t.pick(bikes);
    const rider = t.pick(riders);
    // Most people ride by day; some come home late.
    const hour = t.chance(0.8) ? t.int(6, 20) : t.pick([0, 1, 21, 22, 23]);
    const from = Date.UTC(2026, 2, t.int(26, 31), hour, t.int(0, 59), t.int(0, 59));
    const until = from + t.int(3, 75) * 60_000 + t.int(0, 59) * 1000;
    const given = { bike: bike.id, startedAt: written(from), endedAt: written(until) };
    const isUsed = rides.some((one) => one.bike === bike.id && one.from < until && from < one.until);
    if (isUsed) return void (await t.refused("POST", "/rides", 409, "in_use", rider, given));
    const { status, body } = await t.ask("POST", "/rides", 201, rider, given);
    if (status !== 201) return;
    const minutes = Math.floor((until - from) / 60_000);
    const expected = {
      bike: bike.id,
      rider: rider["X-User"],
      day: dayOf(from),
      minutes,
      cents: 100 + minutes * (bike.electric ? 25 : 10),
    };
    t.same(`a new ride from ${given.startedAt}`, body, expected);
    rides.push({ id: body.id, from, until, ...expected });
  };
  const look = async () => {
    if (rides.length === 0) return;
    const one = t.pick(rides);
    const owner = { "X-User": one.rider };
    const { from, until, ...expected } = one;
    const { body } = await t.ask("GET", `/rides/${one.id}`, 200, t.chance(0.3) ? crew : owner);
    t.same("a ride", body, expected);
    t.check(Date.parse(body?.startedAt) === from && Date.parse(body?.endedAt) === until, "a ride's moments have changed");
    if (t.chance(0.2)) {
      const other = riders.find((rider) => rider["X-User"] !== one.rider) ?? crew;
      await t.refused("GET", `/rides/${one.id}`, 404, "not_found", other);
    }
  };
  /** A day's rides of one bike, and what the day's report has more after a ride than before. */
  const list = async () => {
    const bike = t.pick(bikes);
    const day = `2026-03-${t.int(25, 31)}`;
    const own = rides.filter((one) => one.bike === bike.id && one.day === day);
    const answer = await t.ask("GET", `/rides?bike=${bike.id}&day=${day}&size=100`, 200, crew);
    t.check(Number(t.header(answer, "X-Total")) === own.length, `${day}: ${t.header(answer, "X-Total")} rides, not ${own.length}`);
    for (const one of answer.body ?? []) t.check(one.day === day, `a ride of ${one.day} is listed on ${day}`);
    const from = (answer.body ?? []).map((one: any) => Date.parse(one.startedAt));
    t.check(from.every((at: number, n: number) => n === 0 || at <= from[n - 1]), "rides are not listed from the last");
  };
  const report = async () => {
    const day = `2026-03-${t.int(25, 31)}`;
    const own = rides.filter((one) => one.day === day);
    const { body } = await t.ask("GET", `/days/${day}`, 200, crew);
    t.same("a day", body, { date: day });
    t.check(body?.rides >= own.length, `${day} has ${body?.rides} rides, at least ${own.length} were made`);
    if (t.chance(0.5)) {
      const made = rides.length;
      await ride();
      const last = rides[made];
      const after = await t.ask("GET", `/days/${day}`, 200, crew);
      const counts = last !== undefined && last.day === day;
      t.same(`${day} after a ride of ${last?.day}`, after.body, {
        rides: body?.rides + (counts ? 1 : 0),
        cents: body?.cents + (counts ? last.cents : 0),
        minutes: body?.minutes + (counts ? last.minutes : 0),
      });
    }
  };
  const station = async () => {
    const one = t.pick(stations);
    const { body } = await t.ask("GET", `/stations/${one.id}`, 200, t.pick(riders));
    t.same("a station", body, { parked: parkedAt(one), free: one.docks - parkedAt(one) });
    const bike = t.pick(bikes);
    const shown = await t.ask("GET", `/bikes/${bike.id}`, 200, crew);
    const ridden = rides.filter((ride) => ride.bike === bike.id).reduce((sum, { minutes }) => sum + minutes, 0);
    t.same("a bike", shown.body, { ...bike, ridden });
  };
  const mend = async () => {
    const bike = t.pick(bikes);
    const [verb, from, to, code] = t.chance(0.5)
      ? ["break", "parked", "broken", "not_parked"]
      : ["repair", "broken", "parked", "not_broken"];
    const path = `/bikes/${bike.id}/${verb}`;
    if (verb === "repair" && t.chance(0.2)) return void (await t.refused("POST", path, 403, "forbidden", t.pick(riders)));
    if (bike.state !== from) return void (await t.refused("POST", path, 409, code as string, crew));
    const { status, body } = await t.ask("POST", path, 200, crew);
    if (status === 200) bike.state = to;
    t.same("a bike", body, { state: to });
  };
  const odd = async () => {
    const kind = t.int(0, 4);
    if (kind === 0) await t.refused("GET", "/days/2026-03-29", 403, "forbidden", t.pick(riders));
    if (kind === 1) await t.refused("GET", "/days/2026-02-30", 400, "invalid", crew);
    if (kind === 2) await t.refused("GET", "/rides", 401, "unauthorized");
    if (kind === 3)
      await t.refused("POST", "/rides", 400, "invalid", t.pick(riders), { bike: t.pick(bikes).id, startedAt: "2026-03-29T10:00:00Z", endedAt: "2026-03-29T11:00:00+02:00" });
    if (kind === 4) await t.refused("POST", "/stations", 403, "forbidden", t.pick(riders), { name: "Mine", docks: 4 });
  };

  for (let n = 0; n < 2; n++) await addStation();
  if (stations.length === 0) return;
  for (let n = 0; n < 5; n++) await addBike();
  if (bikes.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.01) await addStation();
    else if (dice < 0.04) await addBike();
    else if (dice < 0.4) await ride();
    else if (dice < 0.58) await look();
    else if (dice < 0.7) await list();
    else if (dice < 0.8) await report();
    else if (dice < 0.88) await station();
    else if (dice < 0.94) await mend();
    else await odd();
  }
}
