import { isFunctionWord } from "../lexicon/function-words.ts";
import type { Reader } from "../reader.ts";
import { operationOf } from "./operation-words.ts";

/** Words that stand for something that the text has said or leaves open: they name nothing. */
const pronoun =
  /^(?:both|all|either|neither|each|somewhere|anywhere|nowhere|none|anything|everything|something|nothing|anyone|everyone|someone|somebody|anybody|nobody|ones|them|themselves|itself|else|whatever|others|those|which|that|yourselves|yourself|ourselves|myself)$/;
const particle =
  /^(?:down|up|back|away|again|certain|particular|certainly|over|yet|still|even|directly|simply|somehow|twice|otherwise|please|also|too)$/;
/** What the service itself is made of, which no thing in it has. */
const ofTheService =
  /^(?:service|services|api|app|application|backend|microservice|server|endpoint|endpoints|field|fields|property|properties|attribute|attributes|identity|rest|crud|software|program|possibility|ability|way)$/;
const praise =
  /^(?:small|little|simple|tiny|new|basic|nice|good|proper|minimal|single|modern|lightweight|web|rest|json|http|whole|plain|internal|public|central|online)$/;
const acts =
  /^(?:create|add|change|edit|delete|remove|update|replace|see|get|fetch|find|search|filter|sort|make|give|take|tell|keep|let|put|post|patch|register|save|look|browse|choose|pick|enter|submit|list|read|view|show)$/;

/** Whether words can be the name of a field: a guard against taking what is done, or said of something else, for one. */
export function isPlausibleName(reader: Reader, words: readonly string[], start: number): boolean {
  const [first = "", second] = words;
  if (
    /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/.test(reader.tokens[start]?.text ?? "") &&
    reader.tokens[start]?.code !== true
  )
    return false;
  if (words.some((word) => pronoun.test(word)) || particle.test(first)) return false;
  if (isFunctionWord(first) && reader.tokens[start]?.code !== true) return false;
  if (words.length === 1 && /^(?:true|false|yes|no|null|none)$/.test(first)) return false;
  if (words.length === 1) return !ofTheService.test(first) && !/^(?:most|second|third)$/.test(first);
  if (/^(?:first|last)$/.test(words.at(-1) ?? "") && words.length > 2) return false;
  if (ofTheService.test(words.at(-1) ?? "") && words.slice(0, -1).every((word) => praise.test(word)))
    return false;
  if (!acts.test(first) || second === undefined) return true;
  const object = reader.scope.entityAt(reader.tokens, start + 1);
  return (
    object === undefined ||
    (operationOf(first) === undefined &&
      !/^(?:make|tell|keep|let|put|post|patch|save|choose|pick)$/.test(first))
  );
}
