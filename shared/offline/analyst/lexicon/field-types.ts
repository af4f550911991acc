import type { Attribute } from "../facts/field-facts.ts";

type Hint = readonly [RegExp, readonly Attribute[]];

const type = (value: Extract<Attribute, { aspect: "type" }>["value"]): Attribute => ({
  aspect: "type",
  value,
});

/** What a field's name alone suggests, tried in order on its words joined by blanks. */
const hints: readonly Hint[] = [
  [
    /^created(?: at| on| date| time)?$|^(?:date|time) created$|^creation (?:time|date|timestamp)$|^(?:inserted|added) at$/,
    [type("datetime"), { aspect: "source", value: "created-at" }],
  ],
  [
    /^(?:updated|modified|changed)(?: at| on| date)?$|^last (?:updated|modified|changed|update|change|edited)(?: at)?$|^(?:date|time) (?:updated|modified)$/,
    [type("datetime"), { aspect: "source", value: "updated-at" }],
  ],
  [/\bemail(?: address)?$/, [type("email")]],
  [/\b(?:url|uri|website|homepage|link|web address|href|web page|webpage)$/, [type("url")]],
  [/^(?:is|has|was|can|should|are|allows|allow|needs|requires) /, [type("boolean")]],
  [
    /^(?:completed|done|finished|active|inactive|published|archived|available|paid|enabled|disabled|favou?rite|favou?rited|pinned|starred|verified|sold|confirmed|cancelled|canceled|approved|visible|hidden|deleted|public|private|featured|discontinued|in stock|out of stock|returned|resolved|closed|open|urgent|important|flagged|locked|read|unread|watched|seen|bought|purchased|packed|shipped|delivered|vegetarian|vegan|indoor|outdoor|organic|refundable|billable|optional|required|draft|checked|attended|present|adopted|neutered|vaccinated|fragile|perishable|secret|retired|alive|overdue|booked|occupied|signed|accepted|rejected|owned|borrowed|lent|on loan|subscribed|muted|blocked|anonymous|recurring|reserved|taken|won|lost|live)$/,
    [type("boolean")],
  ],
  [
    /\b(?:phone|telephone|mobile|serial|account|card|room|flight|invoice|order|reference|tracking|registration|passport|licen[cs]e|house|street|part|model|isbn|vin|iban|plate|batch|lot|ticket|member(?:ship)?|employee|student|contract|fax|seat|table|gate|locker|contact) (?:number|no|code|plate)$/,
    [type("string")],
  ],
  [
    /^(?:number|count|amount) (?:of )?\w+|\b(?:count|counts|quantity|qty|stock|stock level|on hand|in stock count)$/,
    [type("integer")],
  ],
  [
    /\b(?:age|year|pages|page count|seats|capacity|servings|portions|rooms|bedrooms|beds|bathrooms|floors?|guests|people|players|points|votes|likes|calories|kcal|minutes|seconds|hours|days|weeks|months|copies|units|goals|laps|reps|sets|steps count|rank|order|sort order|position|priority number|round|episode|season|episodes|seasons|level|track number|chapters|attendees|participants|population|mileage|credits|size in bytes|port|places|visitors|sequence|version|age in years|stars|score|rating)$/,
    [type("integer")],
  ],
  [
    /\b(?:price|cost|amount|total|subtotal|weight|height|width|length|depth|distance|temperature|balance|salary|wage|fee|rent|rate|percentage|percent|latitude|longitude|lat|lng|lon|budget|discount|humidity|volume|area|speed|tax|vat|deposit|fare|tip|ratio|duration|elevation|altitude|ph|gpa|grade point|kilometres|kilometers|km|kg|grams|litres|liters|celsius|reading|measurement|hourly rate|value)$/,
    [type("number")],
  ],
  [/\b(?:timestamp|date time|datetime|moment)$|.\bat$/, [type("datetime")]],
  [
    /\b(?:start|end|starts?|ends?|begin|departure|arrival|pickup|check in|check out|scheduled|appointment|event) time$|^(?:starts|ends)$/,
    [type("datetime")],
  ],
  [/\b(?:opening|closing|opens|closes|cooking|prep) ?(?:time|at)?$/, [type("string")]],
  [/\btime$/, [type("string")]],
  [
    /\b(?:date|deadline|birthday|day|birth date|dob|due|expiry|expires|anniversary)$|^date (?:of|it|they)\b|^(?:due|published|born|bought|acquired|planted|released|hired|joined|purchased|issued|returned|borrowed|started|finished|expires) on$/,
    [type("date")],
  ],
  [/\b(?:uuid|guid)$/, [type("uuid")]],
  [
    /^(?:tags|labels|keywords|ingredients|genres|categories|authors|skills|languages|steps|images|photos|topics|colou?rs|allergens|aliases|hobbies|interests|features|amenities|instruments|links|toppings|materials|emails|phones|synonyms)$/,
    [type("list"), { aspect: "listOf", value: "string" }],
  ],
  [/^(?:metadata|settings|preferences|extra data|payload|attributes)$/, [type("object")]],
];

/** Names of fields that people leave empty more often than not. */
const soft =
  /\b(?:notes?|description|comments?|remarks?|image|photo|picture|avatar|bio|biography|nickname|middle name|summary|details|website|homepage|url of .*|cover|memo|subtitle|deadline)$/;

/** Words that end in s and are one value, so no list. */
const singleInPlural =
  /\b(?:notes|details|address|status|series|species|comments|remarks|contents|instructions|directions|terms|news|hours|preparations|lyrics|whereabouts|basis|class|dimensions|isbns|gps|sms|is|has|specs|specifications|process)$/;

/** What a field's name says about its type, when nothing else does. */
export function typeHints(words: readonly string[]): readonly Attribute[] {
  const phrase = words.join(" ");
  return hints.find(([pattern]) => pattern.test(phrase))?.[1] ?? [];
}

export function isSoft(words: readonly string[]): boolean {
  return soft.test(words.join(" "));
}

export function isOneValueInPlural(words: readonly string[]): boolean {
  return singleInPlural.test(words.join(" "));
}
