import * as z from "zod";
import { ServiceName } from "../../blueprint/blueprint.ts";
import { Clause } from "../../blueprint/clause.ts";
import { specGuide } from "../../spec/guide.ts";
import { longestSpec, parseSpec } from "../../spec/parse.ts";
import { reportProblems } from "../../spec/report.ts";
import { task } from "../task.ts";

/** A spec that can be read. What cannot is an invalid answer, whose errors are the reader's report. */
const Spec = z
  .string()
  .max(longestSpec)
  .superRefine((text, context) => {
    const reading = parseSpec(text);
    if (reading.outcome === "unread") {
      context.addIssue({ code: "custom", message: reportProblems(text, reading.problems) });
    }
  });

/** Designs the service that the clauses demand, as a spec whose statements cite the clauses that they meet. */
export const draftSpec = task({
  name: "draft_spec",
  role: "architect",
  instructions: `Write the service that the clauses demand as a spec: Markdown, one statement a line, in the language of the guide and
nothing else. End each statement with the clauses that it meets, as in \`- title: text, required [c3 c4]\`. Never cite a
clause that a statement does not meet: one that the language can't say stays uncited, and is reported. Where the text
fixes a route, a status code or a shape, use exactly that.`,
  guide: specGuide,
  input: z.strictObject({
    name: ServiceName,
    title: z.string(),
    requirement: z.string(),
    clauses: z.array(Clause),
    temperament: z.enum(["lean", "scale", "guard"]),
  }),
  output: z.strictObject({ spec: Spec }),
  // Every spec begins with its title; a text without one is talk about it.
  fromText: (text) => (/^# \S/m.test(text) ? { spec: text.slice(text.search(/^# \S/m)) } : undefined),
});
