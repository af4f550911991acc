import { type Call, toolsOf } from "../../tools.ts";

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
  /** What the bank adds to money that is paid in. */
  bonusOf: (account: any, cents: number) => number = () => 0,
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const key = { "X-Api-Key": "bank-key" };
  const customers: any[] = [];
  const accounts: any[] = [];

  const addCustomer = async () => {
    const { given, made } = await t.fresh("/customers", key, () => ({
      name: t.pick(["Ines Örs", "Jan de Vries", "K. O'Hara", "Li Wei"]),
      email: `Saver.${t.int(1, 999_999_999)}@example.org`,
    }));
    if (made === undefined) return;
    t.same("a new customer", made, { name: given.name, email: given.email.toLowerCase(), wealth: 0 });
    customers.push(made);
  };
  const addAccount = async () => {
    const given = {
      customer: t.pick(customers).id,
      ...(t.chance(0.6) && { kind: t.pick(["savings", "youth"]) }),
      ...(t.chance(0.4) && { overdraft: t.pick([0, 5000, 50_000]) }),
    } as any;
    const { status, body } = await t.ask("POST", "/accounts", 201, key, given);
    if (status !== 201) return;
    const account = { customer: given.customer, kind: given.kind ?? "current", overdraft: given.overdraft ?? 0, balance: 0, state: "open" };
    t.same("a new account", body, { ...account, entries: 0 });
    accounts.push({ ...account, id: body.id, entries: 0 });
  };
  const settled = (account: any, cents: number) => {
    account.balance += cents;
    account.entries++;
  };
  const payIn = async () => {
    const account = t.pick(accounts);
    const given = { cents: t.pick([1, 99, 2500, 12_345, 250_000]), ...(t.chance(0.5) && { text: t.pick(["salary", "Geschenk 🎁", "rent, March"]) }) } as any;
    const { status, body } = await t.ask("POST", `/accounts/${account.id}/pay-in`, 201, key, given);
    if (status !== 201) return;
    const cents = given.cents + bonusOf(account, given.cents);
    settled(account, cents);
    t.same("an entry of money paid in", body, { account: account.id, cents, text: given.text ?? null, balance: account.balance });
  };
  /** The tills of several branches at once: each is answered, and together they are worth what they say. */
  const together = async () => {
    const account = t.pick(accounts);
    const amounts = Array.from({ length: t.int(2, 4) }, () => t.int(1, 5000));
    const answers = await Promise.all(
      amounts.map((cents) => t.ask("POST", `/accounts/${account.id}/pay-in`, 201, key, { cents, text: "till" })),
    );
    for (const [n, cents] of amounts.entries())
      if (answers[n]?.status === 201) settled(account, cents + bonusOf(account, cents));
    await show(account);
  };
  const draw = async () => {
    const account = t.pick(accounts);
    const cents = t.pick([100, 2000, 5000, 40_000]);
    const path = `/accounts/${account.id}/draw`;
    if (account.state !== "open") return void (await t.refused("POST", path, 409, "not_open", key, { cents }));
    if (account.balance + account.overdraft < cents) {
      const answer = await t.refused("POST", path, 409, "too_little", key, { cents });
      return t.same("a refused drawing", answer.body?.error, { balance: account.balance });
    }
    const { status, body } = await t.ask("POST", path, 201, key, { cents });
    if (status !== 201) return;
    settled(account, -cents);
    t.same("an entry of money drawn", body, { account: account.id, cents: -cents, text: "drawn", balance: account.balance });
  };
  const move = async () => {
    const [from, to] = [t.pick(accounts), t.pick(accounts)];
    const cents = t.pick([1, 500, 2500, 30_000]);
    const given = { from: from.id, to: to.id, cents };
    if (from === to) return void (await t.refused("POST", "/moves", 409, "same_account", key, given));
    if (from.state !== "open") return void (await t.refused("POST", "/moves", 409, "not_open", key, given));
    if (from.balance + from.overdraft < cents) {
      const answer = await t.refused("POST", "/moves", 409, "too_little", key, given);
      return t.same("a refused move", answer.body?.error, { balance: from.balance });
    }
    const { status, body } = await t.ask("POST", "/moves", 201, key, given);
    if (status !== 201) return;
    settled(from, -cents);
    settled(to, cents);
    t.same("a move", body, { cents, from: from.balance, to: to.balance });
  };
  const show = async (account: any) => {
    const { body } = await t.ask("GET", `/accounts/${account.id}`, 200, key);
    const { id, ...expected } = account;
    t.same("an account", body, expected);
    // Goes on from what the bank says, so that one mistake is told once.
    if (typeof body?.balance === "number") account.balance = body.balance;
  };
  const look = async () => {
    const account = t.pick(accounts);
    await show(account);
    if (t.chance(0.4)) {
      const { body } = await t.ask("GET", `/accounts/${account.id}/entries?size=100`, 200, key);
      t.check(body?.length === Math.min(100, account.entries), `an account has ${account.entries} entries, ${body?.length} are shown`);
      if (account.entries <= 100) {
        const sum = (body ?? []).reduce((total: number, { cents }: any) => total + cents, 0);
        t.check(sum === account.balance, `an account's entries come to ${sum}, its balance is ${account.balance}`);
      }
    }
    if (t.chance(0.3)) {
      const customer = t.pick(customers);
      const own = accounts.filter((one) => one.customer === customer.id);
      const shown = await t.ask("GET", `/customers/${customer.id}`, 200, key);
      t.same("a customer", shown.body, { wealth: own.reduce((sum, { balance }) => sum + balance, 0) });
      const listed = await t.ask("GET", `/accounts?customer=${customer.id}`, 200, key);
      t.check(listed.body?.length === own.length, "a customer's accounts are not all listed");
    }
  };
  const freeze = async () => {
    const account = t.pick(accounts);
    const [verb, from, to, code] = t.chance(0.35) && account.state === "open" ? ["freeze", "open", "frozen", "not_open"] : ["thaw", "frozen", "open", "not_frozen"];
    const path = `/accounts/${account.id}/${verb}`;
    if (account.state !== from) return void (await t.refused("POST", path, 409, code as string, key));
    const { status } = await t.ask("POST", path, 200, key);
    if (status === 200) account.state = to;
  };
  const odd = async () => {
    const kind = t.int(0, 3);
    const account = t.pick(accounts);
    if (kind === 0) await t.refused("GET", "/accounts", 401, "no_key");
    if (kind === 1) await t.refused("POST", `/accounts/${account.id}/pay-in`, 422, "invalid", key, { cents: 0 });
    if (kind === 2) await t.ask("POST", "/moves", 422, key, { from: account.id, to: "none", cents: 5 });
    if (kind === 3) await t.refused("POST", `/accounts/none/draw`, 404, "not_found", key, { cents: 5 });
  };

  for (let n = 0; n < 2; n++) await addCustomer();
  if (customers.length === 0) return;
  for (let n = 0; n < 4; n++) await addAccount();
  if (accounts.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.02) await addCustomer();
    else if (dice < 0.06) await addAccount();
    else if (dice < 0.26) await payIn();
    else if (dice < 0.34) await together();
    else if (dice < 0.52) await draw();
    else if (dice < 0.68) await move();
    else if (dice < 0.88) await look();
    else if (dice < 0.93) await freeze();
    else await odd();
  }
}
