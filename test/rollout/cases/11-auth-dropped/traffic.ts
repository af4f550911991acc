import { type Call, toolsOf } from "../../tools.ts";

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const books = { "X-User": "ms-ledger", "X-Role": "bookkeeper" };
  const clients: any[] = [];
  const invoices: any[] = [];
  const payments: any[] = [];
  const loginOf = (invoice: any) => ({ "X-User": clients.find(({ id }) => id === invoice.client).login });
  const strangerTo = (invoice: any) => ({
    "X-User": clients.find(({ id }) => id !== invoice.client)?.login ?? "nobody",
  });
  const paid = (invoice: any) => payments.filter((one) => one.invoice === invoice.id).reduce((sum, { cents }) => sum + cents, 0);
  const half = (x: number) => Math.round(Number(x.toFixed(6)));
  const amounts = (invoice: any) => {
    const net = invoice.lines.reduce((sum: number, line: any) => sum + half(line.quantity * line.cents), 0);
    const gross = net + half((net * invoice.tax) / 100);
    return { net, gross, paid: paid(invoice), open: gross - paid(invoice) };
  };

  const addClient = async () => {
    const { given, made } = await t.fresh("/clients", books, () => ({
      name: t.pick(["Blumen Krüger", "O'Malley & Sons", "Åse Design AS", "Café 100%"]),
      login: `client-${t.int(1, 999_999_999)}`,
    }));
    if (made === undefined) return;
    t.same("a new client", made, { ...given, owed: 0 });
    clients.push(made);
  };
  const write = async () => {
    const day = `2026-${t.pick(["01", "06", "10"])}-${t.pick(["05", "17", "28"])}`;
    const given = {
      client: t.pick(clients).id,
      day,
      lines: Array.from({ length: t.int(1, 4) }, (_, n) => ({
        text: t.pick(["Consulting", "Travel, 2nd class", "Hosting (monthly)", "Rabatt 0%"]) + ` ${n}`,
        quantity: t.pick([1, 2, 0.5, 7.25]),
        cents: t.pick([0, 950, 12_000, 4999]),
      })),
      ...(t.chance(0.3) && { tax: t.pick([0, 7]) }),
    } as any;
    const { status, body } = await t.ask("POST", "/invoices", 201, books, given);
    if (status !== 201) return;
    const invoice = { ...given, tax: given.tax ?? 19, id: body.id, state: "draft" };
    t.same("a new invoice", body, { client: invoice.client, day, dueOn: t.dayAfter(day, 30), tax: invoice.tax, ...amounts(invoice), state: "draft", overdue: false });
    invoices.push(invoice);
  };
  const send = async () => {
    const invoice = t.pick(t.chance(0.85) ? invoices.filter(({ state }) => state === "draft") : invoices);
    if (invoice === undefined) return;
    const path = `/invoices/${invoice.id}/send`;
    if (invoice.state !== "draft") return void (await t.refused("POST", path, 409, "not_draft", books));
    const { status, body } = await t.ask("POST", path, 200, books);
    if (status === 200) invoice.state = "sent";
    t.same("a sent invoice", body, { state: "sent" });
  };
  const pay = async () => {
    const invoice = t.pick(t.chance(0.85) ? invoices.filter(({ state }) => state === "sent") : invoices);
    if (invoice === undefined) return;
    const { open } = amounts(invoice);
    const cents = t.chance(0.4) && open > 0 ? open : t.int(1, 20_000);
    const given = { cents, ...(t.chance(0.5) && { reference: "RF18 5390 0754 7034" }) } as any;
    const path = `/invoices/${invoice.id}/payments`;
    const codes = [...(invoice.state === "sent" ? [] : ["not_sent"]), ...(cents > open ? ["too_much"] : [])];
    if (codes.length > 0) return void (await t.refused("POST", path, 409, codes, books, given));
    if (t.chance(0.05)) return void (await t.refused("POST", path, 403, "forbidden", loginOf(invoice), given));
    const { status, body } = await t.ask("POST", path, 201, books, given);
    if (status !== 201) return;
    t.same("a new payment", body, { invoice: invoice.id, cents, reference: given.reference ?? null });
    payments.push({ id: body.id, invoice: invoice.id, cents });
  };
  const look = async () => {
    const invoice = t.pick(invoices);
    const asClient = t.chance(0.5);
    const path = `/invoices/${invoice.id}`;
    if (asClient && invoice.state === "draft") return void (await t.refused("GET", path, 404, "not_found", loginOf(invoice)));
    const { body } = await t.ask("GET", path, 200, asClient ? loginOf(invoice) : books);
    const { open, ...sums } = amounts(invoice);
    t.same("an invoice", body, { client: invoice.client, day: invoice.day, state: invoice.state, ...sums, open });
    if (t.chance(0.25)) await t.refused("GET", path, 404, "not_found", strangerTo(invoice));
  };
  /** Who asks what was paid: mostly the client and the bookkeepers; now and then somebody with a link that isn't theirs. */
  const payments_ = async () => {
    const invoice = t.pick(invoices);
    const path = `/invoices/${invoice.id}/payments`;
    const dice = random();
    if (dice < 0.12) return void (await t.refused("GET", path, 404, "not_found", strangerTo(invoice)));
    const asClient = dice < 0.6;
    if (asClient && invoice.state === "draft") return void (await t.refused("GET", path, 404, "not_found", loginOf(invoice)));
    const { body } = await t.ask("GET", path, 200, asClient ? loginOf(invoice) : books);
    const own = payments.filter((one) => one.invoice === invoice.id);
    t.check(
      JSON.stringify((body ?? []).map(({ id, cents }: any) => [id, cents])) === JSON.stringify(own.map(({ id, cents }) => [id, cents])),
      `an invoice has ${own.length} payments, ${body?.length} are shown or in another order`,
    );
  };
  const list = async () => {
    const client = t.pick(clients);
    const own = invoices.filter((invoice) => invoice.client === client.id);
    const seen = t.chance(0.5) ? own.filter(({ state }) => state !== "draft") : own;
    const { body } = await t.ask("GET", `/invoices?client=${client.id}`, 200, seen === own ? books : { "X-User": client.login });
    t.same("a client's invoices", body, { total: seen.length });
    const numbers = (body?.invoices ?? []).map(({ number }: any) => number);
    t.check(numbers.length === Math.min(20, seen.length), `a page of ${seen.length} invoices has ${numbers.length}`);
    t.check(numbers.every((number: number, n: number) => n === 0 || number < numbers[n - 1]), `invoices are listed as ${numbers}`);
    const shown = await t.ask("GET", `/clients/${client.id}`, 200, books);
    t.same("a client", shown.body, { name: client.name, owed: own.reduce((sum, invoice) => sum + amounts(invoice).open, 0) });
    const all = await t.ask("GET", "/clients", 200, { "X-User": client.login });
    t.check(all.body?.length === 1 && all.body[0].id === client.id, `a client sees ${all.body?.length} clients`);
  };
  const undo = async () => {
    const invoice = t.pick(invoices);
    const path = `/invoices/${invoice.id}/void`;
    const codes = [...(paid(invoice) > 0 ? ["paid"] : []), ...(invoice.state === "void" ? ["void"] : [])];
    if (codes.length > 0) return void (await t.refused("POST", path, 409, codes, books));
    const { status } = await t.ask("POST", path, 200, books);
    if (status === 200) invoice.state = "void";
  };
  const change = async () => {
    const invoice = t.pick(invoices);
    const path = `/invoices/${invoice.id}`;
    const change = { tax: t.pick([0, 7, 19]) };
    if (invoice.state !== "draft") return void (await t.refused("PATCH", path, 409, "sent", books, change));
    const { status, body } = await t.ask("PATCH", path, 200, books, change);
    if (status === 200) Object.assign(invoice, change);
    t.same("a changed invoice", body, { tax: invoice.tax, gross: amounts(invoice).gross });
  };
  const odd = async () => {
    const kind = t.int(0, 3);
    const user = { "X-User": t.pick(clients).login };
    if (kind === 0) await t.refused("POST", "/invoices", 403, "forbidden", user, { client: t.pick(clients).id, day: "2026-01-01", lines: [] });
    if (kind === 1) await t.refused("POST", "/invoices", 422, "invalid", books, { client: t.pick(clients).id, day: "2026-01-01", lines: [] });
    if (kind === 2) await t.refused("GET", "/invoices", 401, "unauthorized");
    if (kind === 3) await t.refused("GET", "/invoices/none/payments", 404, "not_found", books);
  };

  for (let n = 0; n < 3; n++) await addClient();
  if (clients.length < 2) return;
  for (let n = 0; n < 4; n++) await write();
  if (invoices.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.02) await addClient();
    else if (dice < 0.16) await write();
    else if (dice < 0.28) await send();
    else if (dice < 0.45) await pay();
    else if (dice < 0.62) await look();
    else if (dice < 0.78) await payments_();
    else if (dice < 0.87) await list();
    else if (dice < 0.9) await undo();
    else if (dice < 0.95) await change();
    else await odd();
  }
}
