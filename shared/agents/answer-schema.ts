import * as z from "zod";
import { Json } from "../models/model.ts";
import type { Task } from "./task.ts";

/** A JSON Schema to ask for an answer with. */
export interface AnswerSchema {
  /** An object at its root, since no protocol takes anything else for a tool's input. */
  schema: Json;
  /** Whether the output stands in the property `answer`, because it is no plain object itself. */
  wrapped: boolean;
}

/** The name of the property that holds an output which is no plain object. */
const wrapper = "answer";

/**
 * What a task's output looks like, as a schema for models. Lengths of texts are left out of it: endpoints that hold a
 * model to a schema make a rule of each character, and take minutes for it. The task's own schema judges the answer.
 */
export function answerSchema({ output }: Pick<Task<z.ZodType, z.ZodType>, "output">): AnswerSchema {
  const { $schema: _, ...root } = JsonObject.parse(
    z.toJSONSchema(output, {
      io: "input",
      override: ({ jsonSchema }) => {
        delete jsonSchema.maxLength;
        delete jsonSchema.minLength;
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      },
    }),
  );
  if (root.type === "object" && root.oneOf === undefined && root.anyOf === undefined) {
    return { schema: root, wrapped: false };
  }
  const { $defs, ...inner } = root;
  return {
    schema: {
      type: "object",
      properties: { [wrapper]: inner },
      required: [wrapper],
      additionalProperties: false,
      ...($defs === undefined ? {} : { $defs }),
    },
    wrapped: true,
  };
}

/** The output in what a tool was called with, whether or not the model has kept to the wrapper. */
export function unwrapAnswer(value: Json, { wrapped }: AnswerSchema): Json {
  if (!wrapped || typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { [wrapper]: inner, ...others } = value;
  return inner !== undefined && Object.keys(others).length === 0 ? inner : value;
}

const JsonObject = z.record(z.string(), Json);
