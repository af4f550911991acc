import type { Point } from "./score.ts";

/** Alarms as a person on call counts them. */
export interface Events {
  windows: number;
  /** Windows with an alarm. */
  found: number;
  /** Alarms outside of windows. */
  false: number;
  /** Found windows among found windows and false alarms; NaN where there was no alarm. */
  precision: number;
  /** Found windows among windows; NaN where there are none. */
  recall: number;
}

/** What the alarms at a threshold come to, all alarms in one window being one event. */
export function eventsAt(points: readonly Point[], threshold: number): Events {
  const windows = new Set<string>();
  const found = new Set<string>();
  let falseAlarms = 0;
  for (const { score, window } of points) {
    if (window !== undefined) windows.add(window);
    if (score < threshold) continue;
    if (window === undefined) falseAlarms += 1;
    else found.add(window);
  }
  return {
    windows: windows.size,
    found: found.size,
    false: falseAlarms,
    precision: found.size / (found.size + falseAlarms),
    recall: found.size / windows.size,
  };
}
