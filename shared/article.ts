/** A phrase with the article that its first sound asks for, as far as letters tell: `an apple`, `a user`. */
export function withArticle(phrase: string): string {
  return `${/^[aeiou]/i.test(phrase) && !/^(uni|use|url|uuid|one|eu)/i.test(phrase) ? "an" : "a"} ${phrase}`;
}
