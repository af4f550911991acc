const day = 86_400_000;

/** How many samples a season has, in slots of the sampling interval. */
export interface Season {
  day: number;
  week: number;
}

/**
 * The seasons of a sampling interval in milliseconds. Where it does not divide a day, the nearest whole number of slots
 * stands for one. Throws a RangeError for an interval that is not above 0, or is longer than a day.
 */
export function seasonOf(interval: number): Season {
  if (!(interval > 0 && interval <= day)) {
    throw new RangeError(
      `The sampling interval is ${interval} milliseconds; it has to be above 0 and a day at most.`,
    );
  }
  const slots = Math.round(day / interval);
  return { day: slots, week: 7 * slots };
}
