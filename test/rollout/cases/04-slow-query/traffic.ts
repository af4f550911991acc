import { type Call, toolsOf } from "../../tools.ts";

const subjects = ["Can't log in", "Invoice 2026/113 is wrong", "Crash on start (v2.1)", "Größe ändern", "Refund?", "Feature: dark mode"];
const texts = ["Any news?", "It works again, thanks!", "See the log:\n\tat line 3\n\tat line 9", "Bitte um Rückruf 🙏", "x".repeat(900)];

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
  /** The order of messages. */
  inOrder: (one: string, other: string) => number = (one, other) => (one < other ? -1 : one > other ? 1 : 0),
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const customers = ["mia", "noah", "olga", "pete"].map((name) => ({ "X-User": name }));
  const agents = ["agent-smith", "agent-jones"].map((name) => ({ "X-User": name, "X-Role": "agent" }));
  const products: any[] = [];
  const tickets: any[] = [];
  const messages: any[] = [];
  const requesterOf = (ticket: any) => ({ "X-User": ticket.requester });
  const strangerTo = (ticket: any) => customers.find((one) => one["X-User"] !== ticket.requester) ?? customers[0];
  const recent = () => (t.chance(0.7) ? t.pick(tickets.slice(-8)) : t.pick(tickets));

  const addProduct = async () => {
    const { given, made } = await t.fresh("/products", t.pick(agents), () => ({ name: `App ${t.int(1, 999_999_999)}` }));
    if (made === undefined) return;
    t.same("a new product", made, { name: given.name, openTickets: 0 });
    products.push(made);
  };
  const open = async () => {
    const who = t.pick(customers);
    const given = { product: t.pick(products).id, subject: t.pick(subjects), ...(t.chance(0.4) && { priority: t.pick(["low", "urgent"]) }) } as any;
    const { status, body } = await t.ask("POST", "/tickets", 201, who, given);
    if (status !== 201) return;
    const expected = { ...given, priority: given.priority ?? "normal", requester: who["X-User"], assignee: null, state: "open" };
    t.same("a new ticket", body, { ...expected, messages: 0, lastMessageAt: null });
    tickets.push({ id: body.id, ...expected });
  };
  const write = async () => {
    const ticket = recent();
    const isAgent = t.chance(0.5);
    const who: Record<string, string> = isAgent ? t.pick(agents) : requesterOf(ticket);
    const given = { body: t.pick(texts), ...(isAgent && t.chance(0.3) && { internal: true }) } as any;
    const path = `/tickets/${ticket.id}/messages`;
    if (ticket.state === "closed") return void (await t.refused("POST", path, 409, "closed", who, given));
    const { status, body } = await t.ask("POST", path, 201, who, given);
    if (status !== 201) return;
    const expected = { ticket: ticket.id, author: who["X-User"], body: given.body, internal: given.internal ?? false };
    t.same("a new message", body, expected);
    messages.push({ id: body.id, sentAt: body.sentAt, ...expected });
  };
  const read = async () => {
    const ticket = recent();
    const isAgent = t.chance(0.5);
    const path = `/tickets/${ticket.id}/messages`;
    if (!isAgent && t.chance(0.15)) return void (await t.refused("GET", path, 404, "not_found", strangerTo(ticket)));
    const { body } = await t.ask("GET", path, 200, isAgent ? t.pick(agents) : requesterOf(ticket));
    const own = messages.filter((message) => message.ticket === ticket.id && (isAgent || !message.internal));
    t.check(body?.length === own.length, `a ticket has ${own.length} messages, ${body?.length} are shown`);
    const ids = (of: any[]) => JSON.stringify(of.map(({ id }) => id).sort());
    t.check(ids(body ?? []) === ids(own), "a ticket's messages are not those that were written");
    const sent = (body ?? []).map((message: any) => message.sentAt);
    t.check(JSON.stringify(sent) === JSON.stringify([...sent].sort(inOrder)), "a ticket's messages are not in order");
  };
  const look = async () => {
    const ticket = recent();
    const { body } = await t.ask("GET", `/tickets/${ticket.id}`, 200, t.pick(agents));
    const own = messages.filter((message) => message.ticket === ticket.id);
    t.same("a ticket", body, { ...ticket, messages: own.length, lastMessageAt: own.at(-1)?.sentAt ?? null });
    if (t.chance(0.3)) await t.refused("GET", `/tickets/${ticket.id}`, 404, "not_found", strangerTo(ticket));
  };
  const list = async () => {
    if (t.chance(0.5)) {
      const product = t.pick(products);
      const { body } = await t.ask("GET", "/products", 200, t.pick(customers));
      const open = tickets.filter((ticket) => ticket.product === product.id && ticket.state !== "closed").length;
      t.same("a product", body?.find(({ id }: any) => id === product.id), { openTickets: open });
      const answer = await t.ask("GET", `/tickets?product=${product.id}&state=open,waiting`, 200, t.pick(agents));
      t.check(Number(t.header(answer, "X-Total")) === open, `a product has ${open} open tickets, the total is ${t.header(answer, "X-Total")}`);
      t.check(answer.body?.length === Math.min(20, open), `a page of ${open} tickets has ${answer.body?.length}`);
    } else {
      const who = t.pick(customers);
      const { body } = await t.ask("GET", `/tickets?q=${t.pick(["refund", "gr%C3%B6%C3%9Fe", "2026/113"])}`, 200, who);
      t.check((body ?? []).every((ticket: any) => ticket.requester === who["X-User"]), "a customer sees tickets of others");
    }
  };
  const act = async () => {
    const ticket = recent();
    const agent = t.pick(agents);
    if (t.chance(0.55)) {
      const path = `/tickets/${ticket.id}/assign`;
      const to = t.pick(agents)["X-User"];
      if (t.chance(0.1)) return void (await t.refused("POST", path, 403, "forbidden", requesterOf(ticket), { to }));
      if (ticket.state === "closed") return void (await t.refused("POST", path, 409, "closed", agent, { to }));
      const { status, body } = await t.ask("POST", path, 200, agent, { to });
      if (status === 200) ticket.assignee = to;
      t.same("an assigned ticket", body, { assignee: to, state: ticket.state });
    } else {
      const path = `/tickets/${ticket.id}/close`;
      if (ticket.state === "closed") return void (await t.refused("POST", path, 409, "closed", agent));
      const { status } = await t.ask("POST", path, 200, t.chance(0.5) ? agent : requesterOf(ticket));
      if (status === 200) ticket.state = "closed";
    }
  };
  const odd = async () => {
    const kind = t.int(0, 3);
    if (kind === 0) await t.refused("GET", "/tickets", 401, "unauthorized");
    if (kind === 1) await t.refused("POST", "/tickets", 400, "invalid", t.pick(customers), { product: t.pick(products).id, subject: "" });
    if (kind === 2) await t.refused("POST", "/products", 403, "forbidden", t.pick(customers), { name: "Mine" });
    if (kind === 3) await t.ask("POST", "/tickets", 400, t.pick(customers), { product: "none", subject: "Hm" });
  };

  for (let n = 0; n < 2; n++) await addProduct();
  if (products.length === 0) return;
  for (let n = 0; n < 4; n++) await open();
  if (tickets.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.1) await open();
    else if (dice < 0.42) await write();
    else if (dice < 0.68) await read();
    else if (dice < 0.8) await look();
    else if (dice < 0.88) await list();
    else if (dice < 0.95) await act();
    else await odd();
  }
}
