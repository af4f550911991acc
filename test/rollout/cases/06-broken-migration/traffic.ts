import { type Call, toolsOf } from "../../tools.ts";

const names = ["Anna Berg", "Béla Nagy", "Carl-Friedrich von Stein", "D'Angelo Russo", "Eşref Kaya", "Fiona O'Shea", "Guo Li"];
/** The club's own phone book: it can tell anybody's number from the member's email. */
const phoneOf = (email: string) => `+49 30 ${/\d+/.exec(email)?.[0] ?? "00000"}`;

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const board = { "X-User": "treasurer", "X-Role": "board" };
  const user = { "X-User": "rower" };
  const members: any[] = [];
  const crews: any[] = [];
  const places: any[] = [];
  const payments: any[] = [];
  const paid = (member: any) =>
    payments.filter((payment) => payment.member === member.id).reduce((sum, { cents }) => sum + cents, 0);
  /** What the phone book and the spec say of anybody who is in the list, of whichever year. */
  const known = (member: any) => {
    t.check(typeof member.phone === "string" && member.phone.length >= 5, `${member.email} has the phone ${member.phone}`);
    if (/^rower\.\d+@/.test(member.email ?? ""))
      t.check(member.phone === phoneOf(member.email), `${member.email} has the phone ${member.phone}`);
    t.check(["active", "junior", "passive"].includes(member.kind), `${member.email} is ${member.kind}`);
    t.check(/^\d{4}-\d\d-\d\d$/.test(member.joinedOn), `${member.email} joined on ${member.joinedOn}`);
    t.check(["in", "out"].includes(member.state), `${member.email} is ${member.state}`);
  };

  const join = async () => {
    const { given, made } = await t.fresh("/members", board, () => {
      const email = `rower.${t.int(10_000, 99_999_999)}@example.org`;
      return {
        name: t.pick(names),
        email,
        phone: phoneOf(email),
        joinedOn: `${t.int(1975, 2026)}-0${t.int(1, 9)}-15`,
        ...(t.chance(0.4) && { kind: t.pick(["junior", "passive"]) }),
      };
    });
    if (made === undefined) return;
    const member = { ...given, kind: given.kind ?? "active", state: "in", id: made.id };
    t.same("a new member", made, { ...member, paid: 0 });
    members.push(member);
  };
  const look = async () => {
    const member = t.pick(members);
    const { body } = await t.ask("GET", `/members/${member.id}`, 200, user);
    t.same("a member", body, { ...member, paid: paid(member) });
  };
  /** The list that hangs in the boat house: all members, of former years too. */
  const list = async () => {
    const kind = t.chance(0.3) ? `&kind=${t.pick(["active", "junior"])}` : "";
    const page = t.chance(0.5) ? 1 : t.int(1, 4);
    const answer = await t.ask("GET", `/members?page=${page}${kind}`, 200, user);
    const total = Number(t.header(answer, "X-Total"));
    t.check(answer.body?.length === Math.max(0, Math.min(25, total - (page - 1) * 25)), `page ${page} of ${total} members has ${answer.body?.length}`);
    for (const member of answer.body ?? []) known(member);
    if (kind !== "") t.check((answer.body ?? []).every((member: any) => kind === `&kind=${member.kind}`), "a list of one kind has others");
  };
  const change = async () => {
    const member = t.pick(members);
    if (t.chance(0.15)) return void (await t.refused("PATCH", `/members/${member.id}`, 403, "forbidden", user, { kind: "passive" }));
    const change = t.pick([{ kind: t.pick(["active", "passive"]) }, { name: `${t.pick(names)} jr.` }]);
    const { status, body } = await t.ask("PATCH", `/members/${member.id}`, 200, board, change);
    if (status === 200) Object.assign(member, change);
    t.same("a changed member", body, member);
  };
  const leave = async () => {
    const member = t.pick(members);
    const path = `/members/${member.id}/leave`;
    if (member.state === "out") return void (await t.refused("POST", path, 409, "out", board));
    // Who has a place in a crew gives it up first.
    for (const place of places.filter((one) => one.member === member.id)) {
      const { status } = await t.ask("DELETE", `/places/${place.id}`, 204, user);
      if (status === 204) places.splice(places.indexOf(place), 1);
    }
    const { status, body } = await t.ask("POST", path, 200, board);
    if (status === 200) member.state = "out";
    t.same("a member who left", body, { state: "out", phone: member.phone });
  };
  const addCrew = async () => {
    const { given, made } = await t.fresh("/crews", board, () => ({ name: `Boat ${t.int(1, 999_999_999)}`, seats: t.pick(seatsOf) }));
    if (made === undefined) return;
    t.same("a new crew", made, { name: given.name, seats: given.seats, rowing: 0 });
    crews.push(made);
  };
  const seat = async () => {
    const [crew, member] = [t.pick(crews), t.pick(members)];
    const given = { crew: crew.id, member: member.id };
    const codes = [
      ...(member.state === "out" ? ["out"] : []),
      ...(places.some((place) => place.crew === crew.id && place.member === member.id) ? ["in_already"] : []),
    ];
    if (codes.length > 0) return void (await t.refused("POST", "/places", 409, codes, user, given));
    const { status, body } = await t.ask("POST", "/places", 201, user, given);
    if (status === 201) places.push(body);
    const shown = await t.ask("GET", `/crews/${crew.id}`, 200, user);
    t.same("a crew", shown.body, { rowing: places.filter((place) => place.crew === crew.id).length });
  };
  const pay = async () => {
    const member = t.pick(members);
    const given = { member: member.id, year: t.int(2024, 2027), cents: t.pick([4500, 12_000, 9_950]) };
    const isPaid = payments.some((one) => one.member === given.member && one.year === given.year);
    if (isPaid) return void (await t.refused("POST", "/payments", 409, "paid", board, given));
    const { status, body } = await t.ask("POST", "/payments", 201, board, given);
    if (status === 201) payments.push(body);
    t.same("a new payment", body, given);
  };
  const odd = async () => {
    const kind = t.int(0, 3);
    if (kind === 0) await t.refused("GET", "/payments", 403, "forbidden", user);
    if (kind === 1) await t.refused("POST", "/members", 422, "invalid", board, { name: "X", email: "x@example.org", phone: "none", joinedOn: "2026-01-01" });
    if (kind === 2) await t.refused("GET", "/members", 401, "unauthorized");
    if (kind === 3) await t.refused("GET", "/crews/none", 404, "not_found", user);
  };

  await list();
  for (let n = 0; n < 5; n++) await join();
  for (let n = 0; n < 2; n++) await addCrew();
  if (members.length === 0 || crews.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.1) await join();
    else if (dice < 0.32) await look();
    else if (dice < 0.48) await list();
    else if (dice < 0.6) await change();
    else if (dice < 0.63) await leave();
    else if (dice < 0.66) await addCrew();
    else if (dice < 0.8) await seat();
    else if (dice < 0.94) await pay();
    else await odd();
  }
}

/** Sizes of boats. */
const seatsOf = ["1", "2", "4", "8"];
