import type { Field } from "../../blueprint/field.ts";
import type { Json } from "../../models/model.ts";
import { fits, kept } from "../model/values.ts";
import { sampleAt } from "../samples/sample.ts";

/** Names of people, as far as tests have any. */
const people = ["ann", "ben", "cleo", "dan", "eve", "fay", "gus", "hal", "ida", "jon"];

/** Turns of people whom scenarios do not know. */
export const strangers = 100;

const others = ["kim", "lee", "mia", "noa", "oli"];

/** Samples further on than any that tests of one file come to. */
const far = 30_000;

/** What somebody gives for a field of an account: other people give other names, and each the same password everywhere. */
export function personalValue(field: Field, turn: number): Json {
  const person = turn < strangers ? people[turn % people.length] : others[(turn - strangers) % others.length];
  const isSecret = field.type === "password" || /pass|secret|repeat|confirm/i.test(field.name);
  const secret = [`${person}'s password`, `${person}-pass`, `${person}`];
  const texts = {
    password: secret,
    string: isSecret ? secret : [`${person}`, `${person} ${person}son`, `${person}'s own`],
    email: [`${person}@example.com`, `${person}@x.example`],
  };
  const tried: readonly string[] = field.type in texts ? texts[field.type as keyof typeof texts] : [];
  const found = tried.find((text) => kept(field, text) === text && fits(field, text));
  return found ?? sampleAt(field, far + turn);
}
