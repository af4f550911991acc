/** Words of a camelCase, snake_case or kebab-case name, in lower case. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}

export function kebabCase(name: string): string {
  return wordsOf(name).join("-");
}

/** First letter in upper case, the rest as it is. */
export function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Names that a module of a generated service cannot give to its own variables. */
const takenVariables = new Set(
  (
    "abstract any app arguments as async await base boolean body break c case catch change class const constructor " +
    "continue cors ctx current debugger declare default delete do else enum env eval export extends false finally for " +
    "from function get if implements import in input instanceof interface is key let list migrate migrations module " +
    "namespace never new null number object of openapi package page parse passwords present private protected public query " +
    "readonly request require return rows session set sql static string super switch symbol this throw token total true try type " +
    "typeof undefined unknown url var void while with yield z instant invalid today timestamp"
  ).split(" "),
);

export function isTakenVariable(name: string): boolean {
  return takenVariables.has(name);
}

/** Names that a module of a generated service cannot give to its own types. */
const takenTypes = new Set(
  (
    "Array Boolean Date DurableObject DurableObjectState Error Function Hono JSON ListDefinition Map Math Migration " +
    "Number Object Omit Partial Pick Promise Proxy Record RegExp Reflect Refusal Request Response Service Set Sql " +
    "Storage String Symbol Table URL WeakMap"
  ).split(" "),
);

/** Type names for entities: none shadows a global, and `NewX` and `XChange` are nobody else's. */
export function typeNames(entities: readonly string[]): Map<string, string> {
  const taken = new Set(takenTypes);
  const names = new Map<string, string>();
  for (const entity of entities) {
    let type = capitalized(entity);
    while ([type, `New${type}`, `${type}Change`].some((name) => taken.has(name))) type += "Entity";
    for (const name of [type, `New${type}`, `${type}Change`]) taken.add(name);
    names.set(entity, type);
  }
  return names;
}
