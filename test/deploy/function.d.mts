import type { Json } from "../../local/stepfunctions/json.ts";

export function handler(event: Json): Promise<Json>;
