import * as z from "zod";

/** One step of a canary: the share of a service's objects that runs the release, and for how many seconds at most. */
const CanaryStep = z.strictObject({ share: z.number().gt(0).lt(1), seconds: z.int().min(1) });

/** How a release goes from ready to live. */
export const Policy = z.strictObject({
  /** The chance at most with which a harmless release is called harmful, however often it is looked at. */
  alpha: z.number().gt(0).lt(1),
  /** Seconds between two looks at the evidence. */
  interval: z.int().min(1),
  shadow: z.strictObject({
    /** Calls that are made up from what the releases document and sent to both, before any caller's. */
    generated: z.int().min(0),
    /** Seconds at most in which callers' requests are sent to both as well. */
    seconds: z.int().min(0),
    /** A release is safe when proven to answer unlike the live one in less than this share of requests. */
    tolerance: z.number().gt(0).lt(1),
  }),
  canary: z.strictObject({
    steps: z.array(CanaryStep),
    /** A canary is safe when its errors and slow answers are proven to be less than this many times the others'. */
    ratio: z.number().gt(1),
  }),
  /** Seconds after a promotion in which the release is still taken back by itself. */
  watch: z.strictObject({ seconds: z.int().min(0) }),
  /** An answer that takes more milliseconds is slow. */
  slow: z.int().min(1),
  /** A request reads too much when it reads ten rows and more than this many times those that the other release reads. */
  rows: z.number().gt(1),
  /** What the release is made for: that callers' requests cost less by this share at least. It goes live only with that proven. */
  benefit: z
    .strictObject({ least: z.number().gt(0).lt(1) })
    .nullable()
    .default(null),
  /** When a person is asked before a release goes live: never, when it breaks the live API, or always. */
  approval: z.enum(["never", "breaking", "always"]),
  /** What becomes of a release when time is up and nothing is proven either way. */
  unproven: z.enum(["roll-back", "ask"]),
});
export type Policy = z.infer<typeof Policy>;

export const PolicyName = z.enum(["production", "local"]);
export type PolicyName = z.infer<typeof PolicyName>;

export const policies: Record<PolicyName, Policy> = {
  production: {
    alpha: 0.05,
    interval: 60,
    shadow: { generated: 500, seconds: 3600, tolerance: 0.01 },
    canary: {
      steps: [
        { share: 0.05, seconds: 3600 },
        { share: 0.25, seconds: 3600 },
      ],
      ratio: 2,
    },
    watch: { seconds: 3600 },
    slow: 500,
    rows: 2,
    benefit: null,
    approval: "breaking",
    unproven: "ask",
  },
  local: {
    alpha: 0.05,
    interval: 1,
    shadow: { generated: 500, seconds: 5, tolerance: 0.01 },
    // One person's calls prove nothing of a share of the objects.
    canary: { steps: [], ratio: 2 },
    watch: { seconds: 60 },
    slow: 500,
    rows: 2,
    benefit: null,
    approval: "breaking",
    unproven: "roll-back",
  },
};

/** A policy by name, or one of one's own. */
export const PolicyChoice = z.union([PolicyName, Policy]);

/** The policy that is meant. */
export function policyOf(choice: z.infer<typeof PolicyChoice>): Policy {
  return typeof choice === "string" ? policies[choice] : choice;
}
