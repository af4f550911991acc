import { type Call, toolsOf } from "../../tools.ts";

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
  /** Quarters of an hour that are paid for. */
  quartersOf: (minutes: number) => number = (minutes) => Math.ceil(minutes / 15),
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const manager = { "X-User": "facility", "X-Role": "manager" };
  const users = ["kim", "lou", "max"].map((name) => ({ "X-User": name }));
  const houses: any[] = [];
  const rooms: any[] = [];
  const bookings: any[] = [];

  const addHouse = async () => {
    const { given, made } = await t.fresh("/houses", manager, () => ({ name: `House ${t.int(1, 999_999_999)}`, city: t.pick(["Köln", "Oslo", "St. Gallen"]) }));
    if (made === undefined) return;
    t.same("a new house", made, { ...given, seats: 0 });
    houses.push(made);
  };
  const addRoom = async () => {
    const given = { house: t.pick(houses).id, name: `Room ${t.int(1, 60)}`, seats: t.pick([2, 6, 12, 100]), centsPerQuarter: t.pick([0, 250, 799]) };
    if (rooms.some((room) => room.house === given.house && room.name === given.name))
      return void (await t.refused("POST", "/rooms", 409, "taken", manager, given));
    const { status, body } = await t.ask("POST", "/rooms", 201, manager, given);
    if (status !== 201) return;
    t.same("a new room", body, { ...given, closed: false });
    rooms.push({ ...given, closed: false, id: body.id });
  };
  /** What people ask for: whole and half hours, quarters; now and then the 50 minutes of a seminar or a call of 25. */
  const duration = () => (t.chance(0.06) ? t.pick([50, 25, 20, 100]) : t.pick([15, 30, 45, 60, 60, 90, 120, 240]));
  const quote = async () => {
    const room = t.pick(rooms);
    const minutes = duration();
    const people = t.chance(0.6) ? t.pick([1, 2, 5, 8]) : undefined;
    const path = `/rooms/${room.id}/quote?minutes=${minutes}${people ? `&people=${people}` : ""}`;
    const codes = [...(room.closed ? ["closed"] : []), ...((people ?? 1) > room.seats ? ["too_small"] : [])];
    if (codes.length > 0) return void (await t.refused("GET", path, 409, codes, t.pick(users)));
    const { body } = await t.ask("GET", path, 200, t.pick(users));
    const quarters = quartersOf(minutes);
    t.same(`a quote for ${minutes} minutes`, body, { room: room.id, minutes, quarters, cents: quarters * room.centsPerQuarter });
  };
  const book = async () => {
    const room = t.pick(rooms);
    const who = t.pick(users);
    const minutes = duration();
    const from = Date.UTC(2027, 3, t.int(1, 20), t.int(7, 19), t.pick([0, 15, 30, 45]));
    const until = from + minutes * 60_000;
    const given = {
      room: room.id,
      title: t.pick(["Stand-up", "Jour fixe", "Interview: J. O'Brien", "Yoga 🧘"]),
      people: t.pick([1, 2, 4, 7, 11]),
      from: new Date(from).toISOString(),
      to: new Date(until).toISOString(),
    };
    const codes = [
      ...(given.people > room.seats ? ["too_small"] : []),
      ...(bookings.some((one) => one.room === room.id && one.at < until && from < one.until) ? ["taken"] : []),
    ];
    if (codes.length > 0) return void (await t.refused("POST", "/bookings", 409, codes, who, given));
    const { status, body } = await t.ask("POST", "/bookings", 201, who, given);
    if (status !== 201) return;
    const cents = quartersOf(minutes) * room.centsPerQuarter;
    t.same("a new booking", body, { room: room.id, bookedBy: who["X-User"], title: given.title, people: given.people, minutes, cents });
    bookings.push({ id: body.id, room: room.id, bookedBy: who["X-User"], title: given.title, people: given.people, minutes, at: from, until });
  };
  const look = async () => {
    const room = t.pick(rooms);
    const own = bookings.filter((one) => one.room === room.id).sort((one, other) => one.at - other.at);
    const { body } = await t.ask("GET", `/bookings?room=${room.id}&size=100`, 200, t.pick(users));
    t.check(JSON.stringify((body ?? []).map(({ id }: any) => id)) === JSON.stringify(own.map(({ id }) => id)), `a room has ${own.length} bookings, ${body?.length} are listed or in another order`);
    const house = t.pick(houses);
    const fit = rooms.filter((one) => one.house === house.id && one.seats >= 6);
    const listed = await t.ask("GET", `/rooms?house=${house.id}&seats=6&size=100`, 200, t.pick(users));
    t.check(listed.body?.length === fit.length, `a house has ${fit.length} rooms for six, ${listed.body?.length} are listed`);
    if (bookings.length === 0) return;
    const { at, until, ...booking } = t.pick(bookings);
    const one = await t.ask("GET", `/bookings/${booking.id}`, 200, t.pick(users));
    const price = rooms.find(({ id }) => id === booking.room).centsPerQuarter;
    t.same("a booking", one.body, { ...booking, cents: quartersOf(booking.minutes) * price });
  };
  const change = async () => {
    if (bookings.length === 0) return;
    const booking = t.pick(bookings);
    const owner = { "X-User": booking.bookedBy };
    const other = users.find((user) => user["X-User"] !== booking.bookedBy) ?? manager;
    const path = `/bookings/${booking.id}`;
    if (t.chance(0.2)) return void (await t.refused(t.pick(["PATCH", "DELETE"]), path, 403, "forbidden", other, { title: "Mine" }));
    if (t.chance(0.4)) {
      const { status } = await t.ask("DELETE", path, 204, t.chance(0.5) ? owner : manager);
      if (status === 204) bookings.splice(bookings.indexOf(booking), 1);
      return;
    }
    const { status, body } = await t.ask("PATCH", path, 200, owner, { title: "Moved up the agenda" });
    if (status === 200) booking.title = "Moved up the agenda";
    t.same("a changed booking", body, { title: booking.title, minutes: booking.minutes });
  };
  const manage = async () => {
    const room = t.pick(rooms);
    const change = t.chance(0.5) ? { closed: room.closed ? false : t.chance(0.3) } : { centsPerQuarter: t.pick([250, 300, 799]) };
    const { status, body } = await t.ask("PATCH", `/rooms/${room.id}`, 200, manager, change);
    if (status === 200) Object.assign(room, change);
    t.same("a changed room", body, { closed: room.closed, centsPerQuarter: room.centsPerQuarter });
  };
  const odd = async () => {
    const kind = t.int(0, 4);
    if (kind === 0) await t.refused("POST", "/rooms", 403, "forbidden", t.pick(users), { name: "Mine" });
    if (kind === 1) await t.refused("GET", `/rooms/${t.pick(rooms).id}/quote?minutes=4`, 422, "invalid", t.pick(users));
    if (kind === 2) await t.refused("GET", "/rooms", 401, "unauthorized");
    if (kind === 3) await t.refused("GET", "/rooms/none/quote?minutes=60", 404, "not_found", t.pick(users));
    if (kind === 4)
      await t.refused("POST", "/bookings", 422, "invalid", t.pick(users), { room: t.pick(rooms).id, title: "Back", people: 1, from: "2027-04-02T10:00:00Z", to: "2027-04-02T10:00:00Z" });
  };

  for (let n = 0; n < 2; n++) await addHouse();
  if (houses.length === 0) return;
  for (let n = 0; n < 4; n++) await addRoom();
  if (rooms.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.01) await addHouse();
    else if (dice < 0.04) await addRoom();
    else if (dice < 0.36) await quote();
    else if (dice < 0.6) await book();
    else if (dice < 0.78) await look();
    else if (dice < 0.87) await change();
    else if (dice < 0.93) await manage();
    else await odd();
  }
}
