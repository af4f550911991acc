import * as z from "zod";

/** The parts of an OpenAPI document as far as they are read. What else they have is let through: documents vary. */

const Parts = z.record(z.string(), z.unknown());

export const OpenApi = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string().optional(), description: z.string().nullish() }).optional(),
  paths: Parts.default({}),
  components: z.looseObject({ securitySchemes: Parts.optional() }).nullish(),
  security: z.array(z.record(z.string(), z.unknown())).optional(),
  webhooks: z.unknown().optional(),
});
export type OpenApi = z.infer<typeof OpenApi>;

export const PathItem = z.looseObject({ parameters: z.array(z.unknown()).optional() });

export const Operation = z.looseObject({
  parameters: z.array(z.unknown()).optional(),
  requestBody: z.unknown().optional(),
  responses: Parts.default({}),
  callbacks: z.unknown().optional(),
  security: z.array(z.record(z.string(), z.unknown())).optional(),
});
export type Operation = z.infer<typeof Operation>;

export const Parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema: z.unknown().optional(),
  style: z.string().optional(),
  explode: z.boolean().optional(),
});
export type Parameter = z.infer<typeof Parameter>;

/** A request's body, or a response. */
export const Message = z.looseObject({ content: Parts.nullish(), headers: Parts.nullish() });

export const MediaType = z.looseObject({ schema: z.unknown().optional() });

export const SecurityScheme = z.looseObject({
  type: z.string(),
  in: z.string().optional(),
  name: z.string().optional(),
  scheme: z.string().optional(),
});

const Limit = z.union([z.boolean(), z.number()]);
const Count = z.int().min(0);

export const Schema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  nullable: z.boolean().optional(),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: Limit.optional(),
  exclusiveMaximum: Limit.optional(),
  multipleOf: z.number().positive().optional(),
  minLength: Count.optional(),
  maxLength: Count.optional(),
  pattern: z.string().optional(),
  minItems: Count.optional(),
  maxItems: Count.optional(),
  uniqueItems: z.boolean().optional(),
  properties: Parts.optional(),
  // Some write `required: true` at a property, which means nothing.
  required: z.union([z.array(z.string()), z.boolean()]).optional(),
  allOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  readOnly: z.boolean().optional(),
  writeOnly: z.boolean().optional(),
  description: z.string().optional(),
});
export type Schema = z.infer<typeof Schema>;
