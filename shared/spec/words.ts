/** Words that begin something else in an expression: a field of such a name goes in backticks. */
export const reservedWords: ReadonlySet<string> = new Set(
  "all and else empty false if is it its not now of or otherwise the today true where".split(" "),
);

/** Words that begin an expression over related things where `of` follows: printed in backticks, so that none is misread. */
export const aggregateWords: ReadonlySet<string> = new Set(
  "any average count greatest least list none sum them".split(" "),
);
