import * as z from "zod";

/** URL of the extension under which a message's sender, recipients, performative, round and cost stand. */
export const conversationExtension = "https://aidevos.dev/extensions/conversation/v1";

/** An A2A 1.0 message in a Room. */
export const Message = z.strictObject({
  messageId: z.string(),
  /** The room. */
  contextId: z.string(),
  taskId: z.string().optional(),
  role: z.enum(["ROLE_USER", "ROLE_AGENT"]),
  parts: z.array(z.union([z.strictObject({ text: z.string() }), z.strictObject({ data: z.json() })])).min(1),
  metadata: z.strictObject({
    [conversationExtension]: z.strictObject({
      sender: z.string(),
      recipients: z.array(z.string()),
      performative: z.enum(["request", "inform", "propose", "agree", "refuse", "query"]),
      round: z.int().min(0),
      inReplyTo: z.string().optional(),
      confidence: z.number().min(0).max(1).optional(),
      tokens: z.int().min(0).optional(),
      at: z.iso.datetime(),
    }),
  }),
  extensions: z.array(z.string()).optional(),
});
export type Message = z.infer<typeof Message>;
