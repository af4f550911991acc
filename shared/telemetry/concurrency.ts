import * as z from "zod";

/** How far apart measurements of a function's concurrency are, in milliseconds: what Lambda bills provisioned environments by. */
export const concurrencyInterval = 300_000;

/** How many environments of each function are kept started. */
export const ConcurrencyPolicy = z
  .strictObject({
    /** Seconds before a load is expected at which its environments are asked for. Lambda takes minutes to start them. */
    ahead: z.int().min(0).max(86_400),
    /** The quantile of the forecast that has to be borne. */
    quantile: z.number().min(0.5).lt(1),
    /** Seconds for which a load has to be lower before environments go. */
    calm: z.int().min(0).max(3_600),
    /** The fewest and the most environments of one function. */
    least: z.int().min(0),
    most: z.int().min(1),
  })
  .refine(({ least, most }) => most >= least, "the most environments are fewer than the fewest");
export type ConcurrencyPolicy = z.infer<typeof ConcurrencyPolicy>;

export const ConcurrencyPolicyName = z.enum(["production", "local"]);

export const concurrencyPolicies: Record<z.infer<typeof ConcurrencyPolicyName>, ConcurrencyPolicy> = {
  production: { ahead: 1_800, quantile: 0.9, calm: 900, least: 0, most: 10 },
  local: { ahead: 600, quantile: 0.9, calm: 300, least: 0, most: 2 },
};

/** A policy by name, one of one's own, or none: no environment is kept, and nothing is paid for one. */
export const ScalingChoice = z.union([z.literal("off"), ConcurrencyPolicyName, ConcurrencyPolicy]);
export type ScalingChoice = z.infer<typeof ScalingChoice>;

/** The policy that is meant; undefined for none. */
export function concurrencyPolicyOf(choice: ScalingChoice): ConcurrencyPolicy | undefined {
  if (choice === "off") return undefined;
  return typeof choice === "string" ? concurrencyPolicies[choice] : choice;
}

/** The alias under which state machines call functions whose environments are kept started. */
export const provisionedAlias = "live";

/** What the forecaster of a function has learned: JSON under gzip, two weeks of it, so that one item holds it. */
export const SavedConcurrency = z.strictObject({ state: z.instanceof(Uint8Array) });

/** Keys of what is known of functions' concurrency in the table of records. */
export const concurrencyKeys = {
  function: (state: string) => ({ pk: "concurrency", sk: state }),
} as const;
