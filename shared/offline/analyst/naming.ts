import type { Understanding } from "./facts/understanding.ts";
import { kebabCase, wordsOf } from "./text/names.ts";
import type { Segment } from "./text/segments.ts";

const request =
  /^(?:(?:please|hi|hello|hey)[,!.\s]+)*(?:(?:i|we)(?:'d| would)?\s+(?:like|want|need)(?:\s+(?:to have|to build|to create|you to build))?|build|make|create|write|design|develop|implement|give|set up|provide)\s+(?:me|us)?\s*/i;
const article = /^(?:a|an|the|my|our|some)\s+/i;
const plainKind =
  /^(?:(?:simple|small|tiny|little|basic|minimal|rest|restful|json|http|crud|web|micro)[\s-]+)*(?:rest(?:ful)?\s+)?(?:api|service|microservice|backend|server|app|application|system)\s*(?:for|to|that|which|where)\s+(?:(?:tracking|managing|keeping track of|keeping|storing|recording|handling|organi[sz]ing|track|manage|keep|store|keeps|stores|manages|tracks)\s+)?(?:a|an|the|my|our)?\s*/i;

/** A short name and a title for the service: from the text's own title, else from its main thing. */
export function nameOf(segments: readonly Segment[], known: Understanding): { name: string; title: string } {
  const main = known.entities[0];
  const things =
    main === undefined
      ? "service"
      : wordsOf(main.plural)
          .join(" ")
          .replace(/^todos$/, "to-dos");
  const found = titleIn(segments[0], segments.length);
  const title = found === undefined || found.toLowerCase() === main?.name ? things : found;
  const name = kebabCase(
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, " ")
      .split(/\s+/),
  );
  const safe = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) ? name : kebabCase(things.split(" "));
  return {
    name: safe === "" ? "service" : safe,
    title: (title.charAt(0).toUpperCase() + title.slice(1)).slice(0, 80),
  };
}

function titleIn(first: Segment | undefined, count: number): string | undefined {
  if (first === undefined) return undefined;
  let text = first.text
    .replace(/[`*_]/g, "")
    .trim()
    .replace(/^(?:feature|epic|story|user story|project|title|service)\s*:\s*/i, "");
  const asked = text.replace(request, "");
  const wasAsked = asked !== text;
  text = asked.replace(article, "");
  const colon = /^([^:.]{2,50}):/.exec(text);
  if (colon?.[1] !== undefined && !/\b(?:must|shall|has|have|can)\b/.test(colon[1]))
    return shorten(colon[1].replace(plainKind, ""));
  if (first.kind === "heading") return shorten(text.replace(/\s+(?:requirements?|specification|spec)$/i, ""));
  const about = plainKind.exec(text);
  if (about !== null) return shorten(text.slice(about[0].length));
  if (/^(?:a|an|my|our)\s/i.test(asked) || wasAsked || (count === 1 && text.split(/\s+/).length <= 5))
    return shorten(text);
  return undefined;
}

/** The words up to where the title's own phrase ends, at most five. */
function shorten(text: string): string | undefined {
  const words = text.split(/\s+/);
  const end = words.findIndex(
    (word, index) =>
      index > 0 &&
      (/^(?:with|where|that|which|who|whose|in|for|so|and|by|at|on|to|has|have|is|are|can|-|–|—|from|each|using|via|must|should|shall|will|—)$/i.test(
        word,
      ) ||
        /[,.;:(–—]/.test(words[index - 1] ?? "")),
  );
  const whole = end < 0 ? words.length : end;
  const of = words.findIndex((word) => /^(?:of)$/i.test(word));
  const length = whole <= 5 ? whole : of > 0 && of < 5 ? of : 5;
  const kept = words
    .slice(0, length)
    .join(" ")
    .replace(/[,.;:!?()–—-]+$/, "")
    .trim();
  return /[a-z]{2}/i.test(kept) ? kept : undefined;
}
