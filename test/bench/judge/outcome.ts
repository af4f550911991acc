/** How one simulated hour ended, after which minute, and how many requests had been answered until then. */
export interface Ending {
  outcome: "harm" | "safe" | "inconclusive";
  minute: number;
  requests: number;
}

/** What many simulated hours of one setting came to. Null where none ended so. */
export interface Summary {
  runs: number;
  harm: number;
  safe: number;
  inconclusive: number;
  /** Median minutes until harm was found. */
  delay: number | null;
  /** Median requests until a decision, either way. */
  requests: number | null;
}

export function summaryOf(endings: readonly Ending[]): Summary {
  const share = (outcome: Ending["outcome"]) =>
    endings.filter((one) => one.outcome === outcome).length / endings.length;
  const decided = endings.filter(({ outcome }) => outcome !== "inconclusive");
  return {
    runs: endings.length,
    harm: share("harm"),
    safe: share("safe"),
    inconclusive: share("inconclusive"),
    delay: medianOf(endings.filter(({ outcome }) => outcome === "harm").map(({ minute }) => minute)),
    requests: medianOf(decided.map(({ requests }) => requests)),
  };
}

function medianOf(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
