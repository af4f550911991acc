import { type Call, toolsOf } from "../../tools.ts";

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const editor = { "X-Editor": t.pick(["mia", "tom"]) };
  const terms: any[] = [];
  const shown = ({ id, word, language, meaning }: any) => ({ id, word, language, meaning, characters: meaning.length });
  const meanings = ["A place to sit, by day or night.", "Salt and pepper and salt", "part of a whole; the whole of a part", "Straße & Weg", "one two one two one"];

  const addTerm = async () => {
    const { given, made } = await t.fresh("/terms", editor, () => ({
      word: `${t.pick(["Bank", "año", "mill", "żaba"])} ${t.int(1, 999_999_999)}`,
      language: t.pick(["de", "en", "es", "pl"]),
      meaning: t.pick(meanings),
    }));
    if (made === undefined) return;
    const term = { ...given, id: made.id };
    t.same("a new term", made, shown(term));
    terms.push(term);
  };
  const replace = async () => {
    const term = t.pick(terms);
    const word = t.pick(["salt", "Salt", "part", "whole", "one", "two", "day", "&", "by", "Weg"]);
    // Now and then a word is put into a longer one that holds it.
    const other = t.chance(0.06) ? t.pick([`${word}s`, `the ${word}`, word]) : t.pick(["sea", "", "x-y", "ñ", "and"]);
    const given = { part: word, other };
    if (!term.meaning.includes(word)) return void (await t.refused("POST", `/terms/${term.id}/replace`, 409, "not_there", editor, given));
    const meaning = term.meaning.replaceAll(word, () => other);
    if (meaning.length === 0 || meaning.length > 2000) return;
    const { status, body } = await t.ask("POST", `/terms/${term.id}/replace`, 200, editor, given);
    if (status === 200) term.meaning = meaning;
    t.same(`a term with ${other} for ${word}`, body, shown(term));
  };
  const change = async () => {
    const term = t.pick(terms);
    const change = { meaning: t.pick(meanings) };
    const { status, body } = await t.ask("PATCH", `/terms/${term.id}`, 200, editor, change);
    if (status === 200) Object.assign(term, change);
    t.same("a changed term", body, shown(term));
  };
  const look = async () => {
    const term = t.pick(terms);
    const { body } = await t.ask("GET", `/terms/${term.id}`, 200, editor);
    t.same("a term", body, shown(term));
  };
  const search = async () => {
    const term = t.pick(terms);
    const language = t.pick([term.language, "de,en", "pl"]);
    const { body } = await t.ask("GET", `/terms?q=${encodeURIComponent(term.word)}&language=${language}&limit=100`, 200, editor);
    const found = body?.terms?.some((one: any) => one.id === term.id);
    t.check(found === language.split(",").includes(term.language), `a search for ${term.word} in ${language} ${found ? "finds" : "misses"} it`);
    t.check(body?.total >= body?.terms?.length, `${body?.terms?.length} of ${body?.total} terms are shown`);
  };
  const remove = async () => {
    if (terms.length < 4) return;
    const term = t.pick(terms);
    const { status } = await t.ask("DELETE", `/terms/${term.id}`, 204, editor);
    if (status === 204) terms.splice(terms.indexOf(term), 1);
    await t.refused("GET", `/terms/${term.id}`, 404, "not_found", editor);
  };
  const odd = async () => {
    const term = t.pick(terms);
    const kind = t.int(0, 3);
    if (kind === 0) await t.refused("GET", "/terms", 401, "unauthorized");
    if (kind === 1) await t.refused("POST", `/terms/${term.id}/replace`, 400, "invalid", editor, { part: "", other: "x" });
    if (kind === 2) await t.refused("POST", "/terms", 409, "taken", editor, { word: term.word, language: term.language, meaning: "x" });
    if (kind === 3) await t.refused("PATCH", `/terms/${term.id}`, 400, "invalid", editor, {});
  };

  for (let n = 0; n < 4; n++) await addTerm();
  if (terms.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.1) await addTerm();
    else if (dice < 0.42) await replace();
    else if (dice < 0.54) await change();
    else if (dice < 0.76) await look();
    else if (dice < 0.9) await search();
    else if (dice < 0.94) await remove();
    else await odd();
  }
}
