/** Any JSON value, as it travels between states. Values are shared, so nobody changes one in place. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Whether a value is a JSON object: not null, not a list. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parses JSON text; the type says what `JSON.parse` can give. */
export function parseJson(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}
