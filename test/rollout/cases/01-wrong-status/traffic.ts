import { type Call, toolsOf } from "../../tools.ts";

const first = ["Ada", "Bruno", "Chloé", "Dmitri", "Emre", "Fatou", "Gül", "Søren", "Mary Ann", "Jörg"];
const last = ["O'Neill", "Weiß", "de la Cruz", "Ng", "Kowalska", "Müller-Lüdenscheidt", "Smith", "Ó Briain"];
const titles = ["The Waves", "Der Prozeß", "100 Recipes", "L'Étranger", "Kristin Lavransdatter", "Solaris", "Momo", "Ulysses (annotated)"];

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
  /** Status of a renewal too many. */
  renewedOut: number = 409,
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const staff = { "X-User": "mrs-page", "X-Role": "librarian" };
  const user = { "X-User": "desk-2" };
  const readers: any[] = [];
  const books: any[] = [];
  const loans: any[] = [];
  const openOf = (of: "reader" | "book", id: string) =>
    loans.filter((loan) => loan[of] === id && loan.state === "open").length;

  const addReader = async () => {
    const { given, made } = await t.fresh("/readers", staff, () => ({
      name: `${t.pick(first)} ${t.pick(last)}`,
      email: `Reader.${t.int(1, 999_999_999)}@example.org`,
    }));
    if (made === undefined) return;
    t.same("a new reader", made, { name: given.name, email: given.email.toLowerCase(), open: 0 });
    readers.push(made);
  };
  const addBook = async () => {
    const { given, made } = await t.fresh("/books", staff, () => ({
      isbn: `978${String(t.int(0, 9_999_999_999)).padStart(10, "0")}`,
      title: t.pick(titles),
      ...(t.chance(0.7) && { author: `${t.pick(first)} ${t.pick(last)}` }),
      ...(t.chance(0.6) && { copies: t.int(1, 4) }),
    }));
    if (made === undefined) return;
    const copies = given.copies ?? 1;
    t.same("a new book", made, { title: given.title, author: given.author ?? null, copies, available: copies });
    books.push(made);
  };
  const lend = async () => {
    const [book, reader] = [t.pick(books), t.pick(readers)];
    const codes = [
      ...(openOf("reader", reader.id) >= 4 ? ["limit"] : []),
      ...(openOf("book", book.id) >= book.copies ? ["none_left"] : []),
    ];
    const body = { book: book.id, reader: reader.id };
    if (codes.length > 0) return void (await t.refused("POST", "/loans", 409, codes, user, body));
    const { status, body: made } = await t.ask("POST", "/loans", 201, user, body);
    if (status !== 201) return;
    t.same("a new loan", made, { ...body, renewals: 0, state: "open" });
    t.check(made.dueOn === t.dayAfter(String(made.lentAt).slice(0, 10), 21), `a new loan is due on ${made.dueOn}`);
    loans.push({ ...made });
  };
  const renew = async () => {
    const loan = t.pick(t.chance(0.85) ? loans.filter(({ state }) => state === "open").slice(-6) : loans);
    if (loan === undefined) return;
    const path = `/loans/${loan.id}/renew`;
    if (loan.state !== "open") return void (await t.refused("POST", path, 409, "not_open", user));
    if (loan.renewals >= 2) {
      const answer = await t.refused("POST", path, renewedOut, "renewed_out", user);
      return t.same("a refused renewal", answer.body, { renewals: 2, message: "This loan was renewed twice already." });
    }
    const { status, body } = await t.ask("POST", path, 200, user);
    if (status !== 200) return;
    loan.renewals++;
    loan.dueOn = t.dayAfter(loan.dueOn, 21);
    t.same("a renewed loan", body, { renewals: loan.renewals, dueOn: loan.dueOn, state: "open" });
  };
  const giveBack = async () => {
    const loan = t.pick(t.chance(0.9) ? loans.filter(({ state }) => state === "open") : loans);
    if (loan === undefined) return;
    const path = `/loans/${loan.id}/return`;
    if (loan.state !== "open") return void (await t.refused("POST", path, 409, "not_open", user));
    const { status, body } = await t.ask("POST", path, 200, user);
    if (status === 200) loan.state = "returned";
    t.same("a returned loan", body, { state: "returned", renewals: loan.renewals });
  };
  const look = async () => {
    const book = t.pick(books);
    const shown = await t.ask("GET", `/books/${book.id}`, 200, user);
    t.same("a book", shown.body, { title: book.title, copies: book.copies, available: book.copies - openOf("book", book.id) });
    const reader = t.pick(readers);
    const own = await t.ask("GET", `/loans?reader=${reader.id}&state=open`, 200, user);
    t.check(own.body?.length === openOf("reader", reader.id), `a reader has ${own.body?.length} open loans`);
    if (loans.length === 0) return;
    const loan = t.pick(loans);
    const one = await t.ask("GET", `/loans/${loan.id}`, 200, user);
    t.same("a loan", one.body, { book: loan.book, reader: loan.reader, renewals: loan.renewals, dueOn: loan.dueOn, state: loan.state });
  };
  const search = async () => {
    const word = t.pick(["waves", "prozeß", "100", "l'é", "ann", "(", "zzz"]);
    const found = await t.ask("GET", `/books?q=${encodeURIComponent(word)}&size=100`, 200, user);
    for (const { title, author } of found.body ?? [])
      t.check(`${title}\n${author ?? ""}`.toLowerCase().includes(word), `a search for ${word} gives ${title}`);
    const free = await t.ask("GET", "/books?available=true", 200, user);
    t.check((free.body?.length ?? 99) <= 20, "a page holds more than 20 books");
    t.check((free.body ?? []).every((book: any) => book.available > 0), "a book that is lent out is said to be available");
  };
  const odd = async () => {
    const kind = t.int(0, 6);
    if (kind === 0) await t.refused("POST", "/books", 403, "forbidden", user, { isbn: "9780000000000", title: "No" });
    if (kind === 1) await t.refused("GET", "/readers", 403, "forbidden", user);
    if (kind === 2) await t.refused("GET", "/books", 401, "unauthorized");
    if (kind === 3) await t.refused("POST", "/books", 422, "invalid", staff, { isbn: "12", title: "Short" });
    if (kind === 4) await t.ask("POST", "/loans", 422, user, { book: "none", reader: t.pick(readers).id });
    if (kind === 5) await t.refused("GET", "/loans/none", 404, "not_found", user);
    if (kind === 6) {
      const book = t.pick(books);
      const copies = t.int(1, 5);
      const fits = copies >= openOf("book", book.id);
      const { status } = await t.ask("PATCH", `/books/${book.id}`, fits ? 200 : 409, staff, { copies });
      if (status === 200) book.copies = copies;
    }
  };

  for (let n = 0; n < 4; n++) await addReader();
  for (let n = 0; n < 5; n++) await addBook();
  if (readers.length === 0 || books.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.03) await addReader();
    else if (dice < 0.07) await addBook();
    else if (dice < 0.32) await lend();
    else if (dice < 0.52) await renew();
    else if (dice < 0.65) await giveBack();
    else if (dice < 0.85) await look();
    else if (dice < 0.92) await search();
    else await odd();
  }
}
