/** The import of what `body` uses of the kit. */
export function kitImport(body: string, types: readonly string[] = []): string {
  const used = kitNames.filter((name) => uses(body, name.replace("type ", "")));
  return importLine(
    used.map((name) => (types.includes(name) ? `type ${name}` : name)),
    "@aidevos/kit",
  );
}

/** Whether code uses a name: not in a comment or a text, and not as a property's key. */
export function uses(code: string, name: string): boolean {
  const bare = code
    .replace(/\/\*\*.*?\*\//gs, "")
    // A quote in a pattern begins no text.
    .replace(/\.regex\(\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[\n])*\//g, ".regex(")
    .replace(/(["'])(?:(?!\1)[^\\\n]|\\.)*\1/g, "''");
  return new RegExp(`(?<![\\w$])(?<!(?<!\\.\\.)\\.)${name}\\b(?!:)`).test(bare);
}

/** The line that imports zod, where code asks it for a schema; a text may hold its name. */
export function zodImport(code: string): string {
  return /(?<![\w$.])z\.\w+(?:\.\w+)?\(/.test(code) ? 'import * as z from "zod";\n' : "";
}

const kitNames = [
  "anyCall",
  "answerProblems",
  "anything",
  "asJson",
  "type Call",
  "type CallerOptions",
  "baseUrl",
  "changingContext",
  "checkMoment",
  "Database",
  "distinct",
  "endSession",
  "endSessions",
  "fold",
  "goesTo",
  "handContext",
  "handReader",
  "handResult",
  "handWriter",
  "headerText",
  "inTurn",
  "inOneStep",
  "instant",
  "invalid",
  "isKept",
  "judgedFirst",
  "keyNumber",
  "keyText",
  "knowCallers",
  "knowRepeats",
  "knowSessions",
  "lapsing",
  "type ListDefinition",
  "type Migration",
  "migrate",
  "narrowed",
  "newId",
  "openSession",
  "nextLink",
  "notKept",
  "numberOf",
  "omitNull",
  "only",
  "ownOriginOnly",
  "pageLinks",
  "parse",
  "parseChecked",
  "permit",
  "placed",
  "Refusal",
  "readBody",
  "readCall",
  "reading",
  "readListQuery",
  "readObject",
  "readRows",
  "refusalOf",
  "refuseChange",
  "refusedFirst",
  "refuseGiven",
  "renamed",
  "requireSome",
  "requireVersion",
  "sentHeaders",
  "sorted",
  "type Sql",
  "sql",
  "type Storage",
  "Table",
  "tagged",
  "timestamp",
  "today",
  "truthOf",
  "unwrapped",
  "withKey",
  "withPasswords",
  "without",
  "withoutFraction",
];

export function importLine(names: string[], from: string): string {
  if (names.length === 0) return "";
  const types = names.every((name) => name.startsWith("type "));
  const listed = types ? names.map((name) => name.replace("type ", "")) : names;
  const start = types ? "import type" : "import";
  return `${start} { ${listed.join(", ")} } from "${from}";\n`;
}
