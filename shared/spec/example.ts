import type { Statement } from "./statement.ts";

const title = "# Sample";
const thing = "## Thing\n- name: text";

/**
 * The whole spec that an example of a statement stands in: what begins with `#` is one already, other headings stand
 * after, and lines below, a thing with a text field `name`; a statement of the service stands before it.
 */
export function specOfExample(example: string, { places }: Pick<Statement, "places">): string {
  if (example.startsWith("# ")) return `${example}\n`;
  if (example.startsWith("#")) return `${title}\n\n${thing}\n\n${example}\n`;
  if (places[0] === "service") return `${title}\n\n${example}\n\n${thing}\n`;
  return `${title}\n\n${thing}\n${example}\n`;
}
