import { nextDue, type Schedule } from "./schedule.ts";

const longest = 2 ** 31 - 1;

/** Calls `run` whenever a schedule is due, with the time it was due at, until it is stopped. Returns the stop. */
export function startTimer(schedule: Schedule, run: (due: number) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = (due: number) => {
    const left = due - Date.now();
    timer = setTimeout(
      () => {
        if (left > longest) return wait(due);
        run(due);
        wait(nextDue(schedule, due));
      },
      Math.min(Math.max(left, 0), longest),
    );
    timer.unref();
  };
  wait(nextDue(schedule, Date.now()));
  return () => clearTimeout(timer);
}
