import type * as z from "zod";
import type { readRequirement } from "../../agents/tasks/read-requirement.ts";
import { contradictionsIn, isDecisive } from "./contradictions.ts";
import { nameOf } from "./naming.ts";
import { foreignLanguage } from "./text/language.ts";
import { segment } from "./text/segments.ts";
import { understand } from "./understand.ts";

type Input = z.output<typeof readRequirement.input>;
type Output = z.input<typeof readRequirement.output>;

const refused = (reason: string): Output => ({ outcome: "refused", reason });

/**
 * Splits a requirement into clauses by rules. Refuses a text that is empty, in another language, demands nothing, or
 * contradicts itself.
 */
export function readRequirementByRules({ requirement }: Input): Output {
  const segments = segment(requirement);
  if (segments.length === 0) {
    return refused(
      "The requirement is empty. Say in English what the service keeps and what can be done with it.",
    );
  }
  const language = foreignLanguage(requirement);
  if (language !== undefined) {
    return refused(
      `The requirement seems to be in ${language}. The offline model reads English only: write it in English, or use a language model.`,
    );
  }
  const { known } = understand(segments);
  if (known.entities.length === 0) {
    return refused(
      'The text demands no service: it names nothing that a service could keep. Say what it keeps and what can be done with it, for example "A to-do list: things to do with a title and a due date".',
    );
  }
  const clauses = segments.map(({ text }, index) => ({ id: `c${index + 1}`, text }));
  const contradictions = contradictionsIn(known).filter((conflict) =>
    isDecisive(
      conflict,
      clauses.map(({ text }) => text),
    ),
  );
  if (contradictions.length > 0) {
    const told = contradictions.map(({ about, clauses: [first, second] }) => {
      const quote = (index: number) => `c${index + 1} ("${clauses[index]?.text ?? ""}")`;
      return first === second
        ? `${quote(first)} contradicts itself on ${about}`
        : `${quote(first)} and ${quote(second)} are at odds on ${about}`;
    });
    return refused(
      `The requirement contradicts itself: ${told.join("; ")}. Decide which holds and say it once.`,
    );
  }
  return { outcome: "understood", ...nameOf(segments, known), clauses };
}
