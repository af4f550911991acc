import type { Reader } from "../reader.ts";

/** Sets aside what a story says about who wants it and why: neither demands anything of the service. */
export function readStory(reader: Reader): void {
  if (reader.word(0) === "as" && /^(?:a|an|the)$/.test(reader.word(1))) {
    for (let at = 2; at < Math.min(14, reader.tokens.length); at += 1) {
      if (!/^(?:i|we|they)$/.test(reader.word(at))) continue;
      let end = at + 1;
      while (
        /^(?:want|wants|would|like|need|can|must|should|to|be|able|the|ability|have|may|wish|am|it|possible|for|me|us)$/.test(
          reader.word(end),
        ) &&
        !(reader.word(end) === "be" && reader.word(end + 1) !== "able")
      )
        end += 1;
      reader.use(0, end);
      break;
    }
  }
  for (let at = 1; at < reader.tokens.length; at += 1) {
    const next = reader.word(at + 1);
    const purpose =
      (reader.word(at) === "so" &&
        (next === "that" || /^(?:i|we|they|people|it|you|users|everyone)$/.test(next))) ||
      (reader.word(at) === "in" && next === "order" && /^(?:to|that)$/.test(reader.word(at + 2))) ||
      (reader.word(at) === "because" && at > 2);
    const forbids = reader.tokens
      .slice(at)
      .some(
        (token, index, rest) =>
          /^(?:can|may|must|shall|could)$/.test(token.word) && rest[index + 1]?.word === "not",
      );
    if (
      purpose &&
      !concludes(reader, at) &&
      !(forbids && /^so$/.test(reader.word(at)) && next !== "that") &&
      !reader.tokens
        .slice(at)
        .some((token) => /^(?:must|shall|cannot|unique|required|at-most)$/.test(token.word))
    ) {
      reader.use(at, reader.tokens.length);
      return;
    }
  }
}

/** ", so it is paged with `page`": what follows from what was said is a demand, where it tells how. */
function concludes(reader: Reader, at: number): boolean {
  return (
    reader.word(at) === "so" &&
    /^(?:it|they)$/.test(reader.word(at + 1)) &&
    /^(?:is|are|has|have|needs|need|should)$/.test(reader.word(at + 2)) &&
    reader.tokens.slice(at + 2).some((token) => token.code || token.kind === "number")
  );
}
