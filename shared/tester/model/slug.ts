import type { Json } from "../../models/model.ts";
import { token } from "../scenario/expected.ts";
import { words } from "../source/phrases.ts";
import { open } from "./amiss.ts";

/** The longest slug without a number behind it. */
const longest = 100;

/** What a slug of a text is, of a thing of the kind. */
export function slugOf(text: Json, kind: string): string {
  if (String(text).search(token) >= 0) throw open("a slug of an identifier that only the service knows");
  const plain = String(text ?? "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();
  const parts = plain.split(/[^a-z0-9]/).filter((part) => part !== "");
  const slug = parts.join("-").slice(0, longest);
  return slug.replace(/-$/, "") || words(kind).replaceAll(" ", "-");
}
