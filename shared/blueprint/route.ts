import * as z from "zod";

export const Status = z.int().min(200).max(599);
export const Method = z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]);

/** `/` or segments of unreserved characters; `:id` stands for the identifier. */
export const RoutePath = z.string().regex(/^\/$|^(\/(:?[A-Za-z0-9._~-]+))+$/);
