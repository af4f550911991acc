import type { Json } from "../../infra/local/stepfunctions/json.ts";

export function handler(event: Json): Promise<Json>;
