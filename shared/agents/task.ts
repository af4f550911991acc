import type * as z from "zod";
import type { Role } from "./role.ts";

/** A piece of work that an agent performs through a model: typed input in, typed output out. */
export interface Task<Input extends z.ZodType, Output extends z.ZodType> {
  /** Name of the forced tool, snake_case. */
  name: string;
  role: Role;
  instructions: string;
  /** What a model has to know beside the instructions; made when it is asked for. */
  guide?: () => string;
  input: Input;
  output: Output;
  /** Answers asked for before giving up, the first included; 3 where nothing is said. */
  tries?: number;
  /**
   * The output that a plain text says, for tasks whose answer is a text anyway; undefined where it says none. The text
   * has no fence around it.
   */
  fromText?: (text: string) => z.input<Output> | undefined;
}

/** Keeps the schemas' types while checking the shape. */
export function task<Input extends z.ZodType, Output extends z.ZodType>(
  definition: Task<Input, Output>,
): Task<Input, Output> {
  return definition;
}
