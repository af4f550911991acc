import * as z from "zod";
import { ServiceName } from "../blueprint/blueprint.ts";

/** Id of a commit. */
export const CommitId = z.string().regex(/^[0-9a-f]{40}$/, "a commit is named by 40 hexadecimal digits");

/** A push of a person to the main branch of a service's repository. */
export const Push = z.strictObject({
  service: ServiceName,
  commit: CommitId,
  /** Who pushed, as the repository's host knows them. */
  by: z.string().max(200),
});
export type Push = z.infer<typeof Push>;

/** Name of the event. Its detail is a push with the run that is to try it, so that Recover knows that run. */
export const pushEvent = "repository.push";

/** The run that tries a push: always the same one, so that a doubled event starts nothing twice. */
export function runOfPush({ service, commit }: Pick<Push, "service" | "commit">): string {
  return `push-${service}-${commit.slice(0, 12)}`;
}
