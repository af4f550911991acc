import { type Call, toolsOf } from "../../tools.ts";

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const seller = { "X-Bidder": "house" };
  const bidders = ["ann", "ben", "cho"].map((name) => ({ "X-Bidder": name }));
  const lots: any[] = [];
  const shown = ({ id, title, price, leader, state, bids }: any) => ({ id, title, seller: "house", price, leader, bids, state });

  const addLot = async () => {
    const given = { title: t.pick(["A clock", "Chair, oak", "Map of Ål", "Box of letters"]) };
    const { status, body } = await t.ask("POST", "/lots", 201, seller, given);
    if (status !== 201) return;
    const lot = { ...given, id: body.id, price: null, leader: null, bids: 0, state: "open" };
    t.same("a new lot", body, shown(lot));
    lots.push(lot);
  };
  const bid = async () => {
    const lot = t.pick(lots);
    const bidder = t.pick(bidders);
    const path = `/lots/${lot.id}/bid`;
    const cents = Math.max(100, (lot.price ?? t.int(100, 5000)) + t.pick([-50, 0, 1, 100, 2500]));
    if (lot.state === "sold") return void (await t.refused("POST", path, 409, "sold", bidder, { cents }));
    if (t.chance(0.05)) return void (await t.refused("POST", path, 403, "own_lot", seller, { cents }));
    if (lot.price !== null && cents <= lot.price) {
      const { body } = await t.refused("POST", path, 409, "too_low", bidder, { cents });
      return void t.same("a bid too low", body, { price: lot.price });
    }
    const { status, body } = await t.ask("POST", path, 201, bidder, { cents });
    if (status !== 201) return;
    Object.assign(lot, { price: cents, leader: bidder["X-Bidder"], bids: lot.bids + 1 });
    t.same("a bid", body, { lot: lot.id, price: cents, leader: lot.leader });
  };
  /** Two bid at once, as in the last seconds: the lot's price is the highest bid, and all bids that were taken rise. */
  const rush = async () => {
    const lot = t.pick(lots);
    if (lot.state === "sold") return;
    const path = `/lots/${lot.id}/bid`;
    const base = lot.price ?? 1000;
    const offers = [base + t.int(1, 300), base + t.int(1, 300), base + t.int(1, 300)];
    const answers = await Promise.all(offers.map((cents, n) => t.ask("POST", path, [201, 409], bidders[n], { cents })));
    const taken = offers.map((cents, n) => ({ cents, bidder: bidders[n]?.["X-Bidder"], status: answers[n]?.status })).filter(({ status }) => status === 201);
    const best = taken.toSorted((one, other) => other.cents - one.cents)[0];
    t.check(best?.cents === Math.max(...offers), `of ${offers} bid at once, ${taken.map(({ cents }) => cents)} were taken`);
    t.check(new Set(taken.map(({ cents }) => cents)).size === taken.length, `two bids of the same ${offers} were taken`);
    if (best === undefined) return;
    Object.assign(lot, { price: best.cents, leader: best.bidder, bids: lot.bids + taken.length });
    const { body } = await t.ask("GET", `/lots/${lot.id}`, 200, t.pick(bidders));
    t.same(`a lot after ${offers} at once`, body, shown(lot));
  };
  const sell = async () => {
    const lot = t.pick(lots);
    const path = `/lots/${lot.id}/sell`;
    if (lot.state === "open" && t.chance(0.2)) return void (await t.refused("POST", path, 403, "not_yours", t.pick(bidders)));
    if (lot.price === null) return void (await t.refused("POST", path, 409, "no_bids", seller));
    if (lot.state === "sold") return void (await t.refused("POST", path, 409, "sold", seller));
    const { status, body } = await t.ask("POST", path, 200, seller);
    if (status === 200) lot.state = "sold";
    t.same("a sold lot", body, shown(lot));
  };
  const look = async () => {
    const lot = t.pick(lots);
    const { body } = await t.ask("GET", `/lots/${lot.id}`, 200, t.pick(bidders));
    t.same("a lot", body, shown(lot));
    const listed = await t.ask("GET", `/bids?lot=${lot.id}&limit=200`, 200, t.pick(bidders));
    const cents = (listed.body ?? []).map((one: any) => one.cents);
    t.check(cents.length === lot.bids, `a lot lists ${cents.length} bids, not ${lot.bids}`);
    t.check(cents.every((value: number, n: number) => n === 0 || value < cents[n - 1]), `a lot's bids are ${cents}`);
  };
  const odd = async () => {
    const kind = t.int(0, 2);
    if (kind === 0) await t.refused("GET", "/lots", 401, "who");
    if (kind === 1) await t.refused("POST", `/lots/${t.pick(lots).id}/bid`, 400, "invalid", t.pick(bidders), { cents: 99 });
    if (kind === 2) await t.refused("POST", "/lots/none/bid", 404, "not_found", t.pick(bidders), { cents: 100 });
  };

  for (let n = 0; n < 3; n++) await addLot();
  if (lots.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.05) await addLot();
    else if (dice < 0.4) await bid();
    else if (dice < 0.65) await rush();
    else if (dice < 0.7) await sell();
    else if (dice < 0.94) await look();
    else await odd();
  }
}
