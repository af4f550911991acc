/** What stands at the end of an acceptance test's title: the clauses that it shows. */
const citation = /\[(c[1-9]\d*(?:[\s,]+c[1-9]\d*)*)\]\s*$/;

/** The clauses that an acceptance test shows, by its title or its full name: `a book needs a title [c3 c4]`. */
export function clausesOfTest(name: string): string[] {
  const cited = citation.exec(name)?.[1];
  return cited === undefined ? [] : [...new Set(cited.split(/[\s,]+/))];
}
