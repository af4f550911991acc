import type { Reader } from "../reader.ts";

const remark =
  /^(?:hello|sorry|apologies|hi|hey|dear|thanks|thank you|cheers|please note|note that this is|good (?:morning|day|evening)|kind regards|best|regards|background|overview|introduction|context|purpose|goal|ps)\b|\b(?:keep it simple|nothing fancy|keep (?:it|things) (?:small|simple|minimal|short)|as simple as possible|nothing more|nothing else|that is all|that is it|no bells and whistles|just the basics|kiss|let me know|get back to me|looking forward|hope|in advance|for (?:my|our) (?:own|family|friends|team|club|shop|company|bookshop|hobby|school)|side project|we are an?|i am an?|my (?:wife|husband|boss|friend|kids|son|daughter|team)|a bit messy|at the moment|right now|until now|so far|for years|i think|i guess|i believe|we use|we used|in excel|spreadsheet|on paper|post-it|sticky notes)\b/;
/** A sentence that says who wants a service and what for. */
const introduction =
  /\b(?:needs?|needing|wants?|like|love|looking for|build|create|write|make|develop|design|implement|backend|api|service|application|app)\b.*\b(?:service|services|api|backend|app|application|microservice|system|server|database|catalogue|website)\b|^(?:a |an |the )?(?:small |simple |tiny |little )?(?:rest |http |json |crud )*(?:backend|api|service|application|app|microservice|server)\b.*\b(?:for|to|of|that)\b/;
const demands =
  /^(?:must|shall|should|can|may|cannot|need|needs|want|wants|require|requires|required|unique|only|never|always|refuse|refused|reject|rejected|at|most|least|error|answers|returns|responds|delete|create|list|update)$/;

/** Whether a clause that no rule has read demands nothing: a greeting, a wish about manner, background. */
export function readRemark(reader: Reader): void {
  const text = reader.tokens.map((token) => token.word).join(" ");
  const fieldless = ![...reader.paths].some((path) =>
    /\/(?:fields|list|comparisons|uniqueTogether)\/|^refusals|^crossOrigin/.test(path),
  );
  if (
    introduction.test(text) &&
    fieldless &&
    reader.reasons.length === 0 &&
    !reader.tokens.some(
      (token) =>
        /^(?:must|shall|only|never|unique|at-most)$/.test(token.word) || token.kind === "path" || token.code,
    )
  ) {
    reader.remark = true;
    for (const token of reader.tokens) if (token.kind === "word") reader.known.titleWords.add(token.word);
    return;
  }
  if (reader.paths.size > 0 || reader.reasons.length > 0) {
    if (
      remark.test(text) &&
      !reader.tokens.some((token) => /^(?:must|shall|cannot|never|only)$/.test(token.word))
    )
      reader.remark = true;
    return;
  }
  const heading = reader.segment.kind === "heading";
  const asks = reader.tokens.some(
    (token) => demands.test(token.word) || token.kind === "number" || token.kind === "path",
  );
  const names = reader.tokens.some(
    (token, at) => reader.scope.entityAt(reader.tokens, at) !== undefined && token.kind === "word",
  );
  reader.remark = heading || remark.test(text) || (!asks && !names);
}
