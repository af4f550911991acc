const paragraph =
  /^(?:§+\s*|(?:Art(?:icle|\.)|Section|Sec\.|Clause|Paragraph|Para\.)\s+)\d+(?:\.\d+)*[.:)]?\s+/;
const enumerated = /^(?:(?:and|or)\s+)?(?:\((?:[a-z]|[ivx]{1,4}|\d{1,2})\)|[a-h]\))\s+/i;
/** "a)" without its opening bracket, which only a colon or a semicolon can precede. */
const halfOpen = /([:;]\s+(?:and\s+|or\s+)?)[a-h]\)\s+(?=[`A-Za-z])/g;
const within =
  /([:;,]\s+(?:and\s+|or\s+)?|\b(?:state|states|have|has|contain|contains|include|includes|with|of|give|record|bear)\s+)\((?:[a-z]|[ivx]{1,4}|\d{1,2})\)\s+(?=[`A-Za-z])/gi;

/** A text without the numbers of its paragraphs and of the parts of an enumeration, which say nothing. */
export function withoutNumbering(text: string): string {
  return text.replace(paragraph, "").replace(enumerated, "").replace(within, "$1").replace(halfOpen, "$1");
}

/** Whether a text is a part of an enumeration: "(b) the owner". */
export function isEnumerated(text: string): boolean {
  return enumerated.test(text);
}

/** Whether a text has an enumeration in it: "shall state: (a) the owner". */
export function opensEnumeration(text: string): boolean {
  within.lastIndex = 0;
  halfOpen.lastIndex = 0;
  return within.test(text) || halfOpen.test(text);
}

/** Whether what precedes a full stop is a paragraph's number, so that no sentence ends there. */
export function endsParagraphNumber(before: string): boolean {
  return /(?:^|[\s(])§+\s*\d+(?:\.\d+)*$|(?:^|[.!?]\s+)(?:Article|Section|Clause|Paragraph)\s+\d+(?:\.\d+)*$/.test(
    before,
  );
}
