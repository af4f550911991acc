import { type Call, toolsOf } from "../../tools.ts";

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const shoppers = ["ann", "ben", "cho"].map((name) => ({ "X-Shopper": name }));
  const cards: any[] = [];
  const moves: any[] = [];
  const shown = ({ id, owner, label, cents, frozen }: any) => ({ id, owner, label, cents, frozen });
  const as = (card: any) => ({ "X-Shopper": card.owner });

  const addCard = async () => {
    const shopper = t.pick(shoppers);
    const given: any = { label: t.pick(["Birthday", "Christmas", "From Oma", "Returns"]) };
    if (t.chance(0.85)) given.cents = t.pick([t.int(0, 5000), t.int(15000, 40000), t.int(44000, 50000), t.int(44000, 50000)]);
    const { status, body } = await t.ask("POST", "/cards", 201, shopper, given);
    if (status !== 201) return;
    const card = { cents: 0, ...given, id: body.id, owner: shopper["X-Shopper"], frozen: false };
    t.same("a new card", body, shown(card));
    cards.push(card);
  };
  const look = async (card = t.pick(cards)) => {
    const { body } = await t.ask("GET", `/cards/${card.id}`, 200, t.pick(shoppers));
    t.same("a card", body, shown(card));
  };
  const transfer = async () => {
    const [card, to] = [t.pick(cards), t.pick(cards)];
    const path = `/cards/${card.id}/transfer`;
    const given = { to: to.id, sum: t.pick([t.int(1, 2000), t.int(1, 2000), Math.max(1, card.cents), t.int(2000, 20000)]) };
    if (t.chance(0.05)) return void (await t.refused("POST", path, 403, "forbidden", { "X-Shopper": "mallory" }, given));
    if (to === card) return void (await t.refused("POST", path, 409, "same", as(card), given));
    if (card.frozen) return void (await t.refused("POST", path, 409, "frozen", as(card), given));
    const codes = [...(card.cents < given.sum ? ["too_little"] : []), ...(to.cents + given.sum > 50000 ? ["too_full"] : [])];
    if (codes.length > 0) {
      await t.refused("POST", path, 409, codes, as(card), given);
      // Who is refused looks whether the money is still there.
      if (t.chance(0.5)) await look(card);
      return;
    }
    const { status, body } = await t.ask("POST", path, 201, as(card), given);
    if (status !== 201) return;
    card.cents -= given.sum;
    to.cents += given.sum;
    t.same("a transfer", body, { cents: card.cents });
    moves.push({ id: body.move, source: card.id, target: to.id, cents: given.sum });
  };
  const freeze = async () => {
    const card = t.pick(cards);
    const path = `/cards/${card.id}/freeze`;
    const on = t.chance(0.3);
    if (t.chance(0.1)) return void (await t.refused("POST", path, 403, "forbidden", { "X-Shopper": "mallory" }, { on }));
    const { status, body } = await t.ask("POST", path, 200, as(card), { on });
    if (status === 200) card.frozen = on;
    t.same("a card", body, shown(card));
  };
  const history = async () => {
    const card = t.pick(cards);
    const of = t.pick(["source", "target"] as const);
    const { body } = await t.ask("GET", `/moves?${of}=${card.id}&limit=200`, 200, as(card));
    const got = (body ?? []).map(({ id, source, target, cents }: any) => ({ id, source, target, cents }));
    const expected = moves.filter((one) => one[of] === card.id);
    t.check(JSON.stringify(got) === JSON.stringify(expected), `a card's moves are ${JSON.stringify(got)} in place of ${JSON.stringify(expected)}`);
  };
  const odd = async () => {
    const kind = t.int(0, 4);
    const card = t.pick(cards);
    const path = `/cards/${card.id}/transfer`;
    if (kind === 0) await t.refused("GET", `/cards/${card.id}`, 401, "who");
    if (kind === 1) await t.refused("POST", path, 400, "invalid", as(card), { to: card.id, sum: 0 });
    if (kind === 2) await t.refused("POST", path, 400, "unknown_reference", as(card), { to: "none", sum: 10 });
    if (kind === 3) await t.refused("POST", "/cards", 409, "too_full", t.pick(shoppers), { label: "Too much", cents: 50001 });
    if (kind === 4) await t.refused("GET", "/cards/none", 404, "not_found", t.pick(shoppers));
  };

  for (let n = 0; n < 5; n++) await addCard();
  if (cards.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.05) await addCard();
    else if (dice < 0.45) await transfer();
    else if (dice < 0.55) await freeze();
    else if (dice < 0.8) await look();
    else if (dice < 0.94) await history();
    else await odd();
  }
}
