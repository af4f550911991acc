import { type Call, toolsOf } from "../../tools.ts";

const halls = ["Old Mill", "Café Zentral", "Stadtpark", "St. Mary's Hall", "Pier 9"];
const acts = ["Jazz night", "Flea market", "Poetry & wine", "Open-air cinema", "Derby", "Kinderkonzert", "Talk: bees"];
const kinds = ["concert", "talk", "market", "sport", "other"];

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
  /** How many a page has when nothing is asked for. */
  usualSize: number = 5,
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const editor = { "X-User": "ed", "X-Role": "editor" };
  const venues: any[] = [];
  const events: any[] = [];
  const guests: any[] = [];
  const coming = (event: any) =>
    guests.filter((guest) => guest.event === event.id).reduce((sum, { people }) => sum + people, 0);
  const seatsOf = (event: any) => venues.find(({ id }) => id === event.venue)?.seats;
  const order = (one: any, other: any) =>
    one.day + one.starts < other.day + other.starts ? -1 : one.day + one.starts > other.day + other.starts ? 1 : 0;

  const addVenue = async () => {
    const { given, made } = await t.fresh("/venues", editor, () => ({
      name: `${t.pick(halls)} ${t.int(1, 999_999_999)}`,
      seats: t.pick([4, 12, 80, 900]),
      ...(t.chance(0.5) && { district: t.pick(["north", "east"]) }),
    }));
    if (made === undefined) return;
    t.same("a new venue", made, { name: given.name, seats: given.seats, district: given.district ?? "center", upcoming: 0 });
    venues.push(made);
  };
  const addEvent = async () => {
    const venue = t.pick(venues);
    const given = {
      title: t.pick(acts),
      venue: venue.id,
      day: `2027-${String(t.int(1, 12)).padStart(2, "0")}-${String(t.int(1, 28)).padStart(2, "0")}`,
      starts: `${t.int(10, 22)}:${t.pick(["00", "15", "30"])}`,
      ...(t.chance(0.7) && { kind: t.pick(kinds) }),
      ...(t.chance(0.5) && { price: t.pick([5, 12.5, 7.99]) }),
    } as any;
    const isTaken = events.some(
      (event) => event.state === "planned" && event.venue === venue.id && order(event, given) === 0,
    );
    if (isTaken) return void (await t.refused("POST", "/events", 409, "taken", editor, given));
    const { status, body } = await t.ask("POST", "/events", 201, editor, given);
    if (status !== 201) return;
    t.same("a new event", body, {
      title: given.title,
      venue: venue.id,
      day: given.day,
      kind: given.kind ?? "other",
      price: given.price ?? 0,
      coming: 0,
      left: venue.seats,
      state: "planned",
    });
    events.push({ ...given, kind: given.kind ?? "other", id: body.id, state: "planned" });
  };
  const addGuest = async () => {
    if (events.length === 0) return;
    const event = t.pick(events);
    const given = { name: `${t.pick(["Ida", "Jo", "Łukasz", "Mrs. Hill"])} ${t.int(1, 40)}`, ...(t.chance(0.4) && { people: t.int(1, 6) }) } as any;
    const people = given.people ?? 1;
    const path = `/events/${event.id}/guests`;
    if (event.state !== "planned") return void (await t.refused("POST", path, 409, "cancelled", {}, given));
    const codes = [
      ...(coming(event) + people > seatsOf(event) ? ["full"] : []),
      ...(guests.some((guest) => guest.event === event.id && guest.name === given.name) ? ["listed"] : []),
    ];
    if (codes.length > 0) return void (await t.refused("POST", path, 409, codes, {}, given));
    const { status, body } = await t.ask("POST", path, 201, {}, given);
    if (status !== 201) return;
    t.same("a new guest", body, { event: event.id, name: given.name, people });
    guests.push({ id: body.id, event: event.id, name: given.name, people });
  };
  /** Reads a list page by page, as a calendar's "next" button does, and compares it with what must be there. */
  const leaf = async () => {
    const venue = t.pick(venues);
    const kind = t.chance(0.3) ? t.pick(kinds) : undefined;
    const from = t.chance(0.3) ? "2027-06-01" : undefined;
    const expected = events
      .filter((event) => event.venue === venue.id)
      .filter((event) => kind === undefined || event.kind === kind)
      .filter((event) => from === undefined || event.day >= from)
      .sort(order);
    const size = t.chance(0.25) ? t.pick([1, 3, 10, 50]) : usualSize;
    const query = `venue=${venue.id}${kind ? `&kind=${kind}` : ""}${from ? `&from=${from}` : ""}${size === usualSize ? "" : `&size=${size}`}`;
    const seen: any[] = [];
    const count = Math.ceil(expected.length / size);
    for (let page = 1; page <= Math.max(1, count); page++) {
      const { status, body } = await t.ask("GET", `/events?${query}${page > 1 ? `&page=${page}` : ""}`, 200);
      if (status !== 200) return;
      t.same(`page ${page} of ${query}`, body, { total: expected.length, page });
      t.check(
        body?.pages === count || (count === 0 && body?.pages === 1 && !strictEmpty),
        `${query}: ${body?.pages} pages of ${size} for ${expected.length} events`,
      );
      const held = Math.min(size, Math.max(0, expected.length - (page - 1) * size));
      t.check(body?.events?.length === held, `page ${page} of ${query} has ${body?.events?.length} events, not ${held}`);
      seen.push(...(body?.events ?? []));
    }
    t.check(
      JSON.stringify(seen.map(({ id }) => id)) === JSON.stringify(expected.map(({ id }) => id)),
      `${query}: the pages together are not the list in its order`,
    );
  };
  const look = async () => {
    const venue = t.pick(venues);
    const shown = await t.ask("GET", `/venues/${venue.id}`, 200);
    t.same("a venue", shown.body, { seats: venue.seats, upcoming: events.filter((event) => event.venue === venue.id).length });
    if (events.length === 0) return;
    const event = t.pick(events);
    const { body } = await t.ask("GET", `/events/${event.id}`, 200);
    t.same("an event", body, { title: event.title, coming: coming(event), left: seatsOf(event) - coming(event), state: event.state });
    if (t.chance(0.3)) {
      const listed = await t.ask("GET", `/events/${event.id}/guests`, 200, editor);
      t.check(listed.body?.length === guests.filter((guest) => guest.event === event.id).length, "a guest list is not whole");
    }
  };
  const whole = async () => {
    const { body } = await t.ask("GET", `/events?q=${t.pick(["jazz", "%25", "bees"])}&until=2027-12-31`, 200);
    t.check((body?.events?.length ?? 99) <= usualSize, `a page has ${body?.events?.length} events`);
    t.check(body?.total === 0 || body?.pages === Math.ceil(body?.total / usualSize), `${body?.pages} pages for ${body?.total} events`);
  };
  const odd = async () => {
    const kind = t.int(0, 4);
    if (kind === 0) await t.refused("POST", "/venues", 403, "forbidden", {}, { name: "No", seats: 3 });
    if (kind === 1) await t.refused("GET", "/events?page=0", 400, "invalid");
    if (kind === 2) await t.refused("GET", "/events/none", 404, "not_found");
    if (kind === 3) await t.refused("POST", "/events", 400, "invalid", editor, { title: "Late", venue: t.pick(venues).id, day: "2027-02-29", starts: "20:00" });
    if (kind === 4 && events.length > 0) {
      const event = t.pick(events);
      if (event.state === "cancelled") return void (await t.refused("POST", `/events/${event.id}/cancel`, 409, "cancelled", editor));
      const { status } = await t.ask("POST", `/events/${event.id}/cancel`, 200, editor);
      if (status === 200) event.state = "cancelled";
    }
  };

  for (let n = 0; n < 3; n++) await addVenue();
  if (venues.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.01) await addVenue();
    else if (dice < 0.27) await addEvent();
    else if (dice < 0.45) await addGuest();
    else if (dice < 0.7) await leaf();
    else if (dice < 0.85) await look();
    else if (dice < 0.92) await whole();
    else await odd();
  }
}

/** Whether an empty list must have no page at all: the spec doesn't say. */
const strictEmpty = false;
