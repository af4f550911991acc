/** Words that begin something else in an expression: a field of such a name goes in backticks. */
export const reservedWords: ReadonlySet<string> = new Set(
  "all any average count else empty false greatest if is it its least list none not now of or and otherwise sum the today true where".split(
    " ",
  ),
);
