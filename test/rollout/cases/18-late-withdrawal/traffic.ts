import { type Call, toolsOf } from "../../tools.ts";

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const board = { "X-Person": "dora", "X-Role": "board" };
  const people = ["ann", "ben", "cho"].map((name) => ({ "X-Person": name }));
  const funds: any[] = [];
  const shown = ({ id, fund, applicant, title, cents, state }: any) => ({ id, fund: fund.id, applicant, title, cents, state });
  const promised = (fund: any) =>
    fund.applications.reduce((all: number, { state, cents }: any) => (state === "granted" ? all + cents : all), 0);
  const inFund = (fund: any) => ({ id: fund.id, name: fund.name, cents: fund.cents, promised: promised(fund), left: fund.cents - promised(fund) });
  const any = (...states: string[]) => {
    const all = funds.flatMap((fund) => fund.applications);
    const fitting = all.filter(({ state }) => states.includes(state));
    return t.pick(fitting.length > 0 && t.chance(0.75) ? fitting : all) as any;
  };

  const addFund = async () => {
    const given = { name: t.pick(["Youth", "Music", "Gardens"]), cents: t.int(2000, 9000) * 100 };
    if (t.chance(0.1)) return void (await t.refused("POST", "/funds", 403, "forbidden", t.pick(people), given));
    const { status, body } = await t.ask("POST", "/funds", 201, board, given);
    if (status !== 201) return;
    const fund = { id: body.id, ...given, applications: [] };
    t.same("a new fund", body, inFund(fund));
    funds.push(fund);
  };
  const apply = async () => {
    const fund = t.pick(funds);
    const person = t.pick(people);
    const given = { fund: fund.id, title: t.pick(["A choir", "Benches", "Camp 2026", "Drums", "Ein Hochbeet"]), cents: t.int(100, 200000) };
    const { status, body } = await t.ask("POST", "/applications", 201, person, given);
    if (status !== 201) return;
    const application = { ...given, id: body.id, fund, applicant: person["X-Person"], state: "draft" };
    t.same("a new application", body, shown(application));
    fund.applications.push(application);
  };
  const moved = async (verb: string, application: any, to: string, as: Record<string, string>) => {
    const { status, body } = await t.ask("POST", `/applications/${application.id}/${verb}`, 200, as);
    if (status === 200) application.state = to;
    t.same(`an application after ${verb}`, body, shown(application));
  };
  const submit = async () => {
    const application = any("draft");
    if (application === undefined) return;
    const path = `/applications/${application.id}/submit`;
    const own = { "X-Person": application.applicant };
    if (t.chance(0.08)) return void (await t.refused("POST", path, 403, "forbidden", { "X-Person": "eve" }));
    if (application.state !== "draft") return void (await t.refused("POST", path, 409, "not_draft", own));
    await moved("submit", application, "submitted", own);
  };
  const decide = async () => {
    const application = any("submitted");
    if (application === undefined) return;
    const verb = t.chance(0.7) ? "grant" : "decline";
    const path = `/applications/${application.id}/${verb}`;
    if (t.chance(0.08)) return void (await t.refused("POST", path, 403, "forbidden", t.pick(people)));
    const left = application.fund.cents - promised(application.fund);
    const isShort = verb === "grant" && left < application.cents;
    if (isShort || application.state !== "submitted") {
      const codes = [...(isShort ? ["too_little"] : []), ...(application.state === "submitted" ? [] : ["not_submitted"])];
      const { body } = await t.refused("POST", path, 409, codes, board);
      if (body?.error === "too_little") t.same("a fund with too little", body, { left });
      return;
    }
    await moved(verb, application, verb === "grant" ? "granted" : "declined", board);
  };
  const withdraw = async () => {
    const application = any("draft", "submitted", "granted");
    if (application === undefined) return;
    const path = `/applications/${application.id}/withdraw`;
    const own = { "X-Person": application.applicant };
    if (t.chance(0.08)) return void (await t.refused("POST", path, 403, "forbidden", { "X-Person": "eve" }));
    if (!["draft", "submitted"].includes(application.state))
      return void (await t.refused("POST", path, 409, "too_late", own));
    await moved("withdraw", application, "withdrawn", own);
  };
  const look = async () => {
    const fund = t.pick(funds);
    if (t.chance(0.4)) {
      const { body } = await t.ask("GET", `/funds/${fund.id}`, 200, t.pick(people));
      return void t.same("a fund", body, inFund(fund));
    }
    const state = t.pick(["draft", "submitted", "granted", "declined", "withdrawn"]);
    const { body } = await t.ask("GET", `/applications?fund=${fund.id}&state=${state}&limit=100`, 200, t.pick(people));
    const expected = fund.applications
      .filter((one: any) => one.state === state)
      .toSorted((one: any, other: any) => (one.title < other.title ? -1 : one.title > other.title ? 1 : 0));
    t.check(
      JSON.stringify(body?.map?.((one: any) => one.id)) === JSON.stringify(expected.map((one: any) => one.id)),
      `${body?.length} applications are ${state} in place of ${expected.length}`,
    );
  };
  const odd = async () => {
    const kind = t.int(0, 3);
    const given = { fund: t.pick(funds).id, title: "A swing", cents: 5000 };
    if (kind === 0) await t.refused("GET", "/applications", 401, "who");
    if (kind === 1) await t.refused("POST", "/applications", 400, "invalid", people[0], { ...given, cents: 99 });
    if (kind === 2) await t.refused("POST", "/applications", 400, "unknown_reference", people[0], { ...given, fund: "none" });
    if (kind === 3) await t.refused("POST", "/applications/none/withdraw", 404, "not_found", people[0]);
  };

  for (let n = 0; n < 3; n++) await addFund();
  if (funds.length === 0) return;
  for (let n = 0; n < 4; n++) await apply();
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.02) await addFund();
    else if (dice < 0.22) await apply();
    else if (dice < 0.4) await submit();
    else if (dice < 0.58) await decide();
    else if (dice < 0.75) await withdraw();
    else if (dice < 0.95) await look();
    else await odd();
  }
}
