import * as z from "zod";

const Word = z.enum(["code", "message", "status", "errors", "fields", "lists", "names", "name"]);

/** What is wrong with a value, where that has a word of its own; a value may also be wrong in another way. */
const Reason = z.enum(["missing", "null", "unknown", "range", "dangling"]);
export type Reason = z.infer<typeof Reason>;

/** Texts for reasons, each once, and the one for any other. */
const Reasons = z.strictObject({
  cases: z.array(z.strictObject({ reason: Reason, text: z.string() })),
  otherwise: z.string(),
});
export type Reasons = z.infer<typeof Reasons>;

/** A property of what is said of each value that is wrong. */
const EachPart = z.union([
  z.strictObject({ name: z.string().min(1), is: z.enum(["field", "pointer", "message"]) }),
  z.strictObject({ name: z.string().min(1), ...Reasons.shape }),
]);
export type EachPart = z.infer<typeof EachPart>;

/**
 * Body of every refusal: JSON whose `{ "is": … }` stand for the refusal's `code`, `message`, `status`, its `errors` (a list of
 * `field` and `message`), `fields` (one object, each field's message under its name), `lists` (the same with each field's
 * messages in a list), the `names` of the fields at fault (each once, in the order of the fields) or the first `name` of
 * them (null without any). With `why` there are texts in place of messages.
 */
export type RefusalBody =
  | { is: z.infer<typeof Word> }
  | { is: "fields" | "lists"; why: Reasons }
  | { text: string }
  /** A list with an object for each value that is wrong: what its properties are, and the one that it is ordered by. */
  | { each: EachPart[]; by?: string | undefined }
  | { properties: { name: string; value: RefusalBody }[] };
export const RefusalBody: z.ZodType<RefusalBody> = z.lazy(() =>
  z.union([
    z.strictObject({ is: Word }),
    z.strictObject({ is: z.enum(["fields", "lists"]), why: Reasons }),
    z.strictObject({ text: z.string() }),
    z.strictObject({ each: z.array(EachPart).min(1), by: z.string().min(1).optional() }),
    z.strictObject({ properties: z.array(z.strictObject({ name: z.string().min(1), value: RefusalBody })) }),
  ]),
);

/** Whether a body has a part for which this is true. */
export function hasPart(body: RefusalBody, is: (part: RefusalBody) => boolean): boolean {
  return is(body) || ("properties" in body && body.properties.some(({ value }) => hasPart(value, is)));
}
