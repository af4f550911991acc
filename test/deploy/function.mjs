// The one function of the comparison of engines, run by MiniStack and in this process: gives, throws, or plays the
// project's own states as the execution's name asks for.
const plays = {
  Intake: ({ execution, run }) =>
    execution === "refused"
      ? fail("RequirementRefusedError", "no service is asked for")
      : {
          run,
          service: "s",
          previous: null,
          newest: null,
          requirement: "q",
          clauses: "c",
          unmetClauses: "deliver",
          design: null,
          architects: ["lean"],
        },
  Architect: () => ({ temperament: "lean", blueprint: "d", spec: "w", met: 1, unmet: 0 }),
  Implement: () => ({ source: "i" }),
  WriteTests: () => ({ tests: "t" }),
  Verify: ({ execution, step }) => {
    const round = Number(step.split("-")[1]);
    const passed = execution === "straight" || (execution === "repaired" && round === 1);
    return { passed, repairable: true, summary: "red", report: `p${round}`, bundle: "b" };
  },
  Repair: () => ({ source: "i2" }),
  Commit: () => ({ release: "r" }),
  Announce: () => ({ release: "r" }),
  Abandon: () => ({ failure: {} }),
  Register: () => ({ open: true }),
  Smoke: ({ execution }) => ({ passed: execution !== "smoking", summary: "smoke" }),
  Promote: () => ({ url: "u" }),
  Rollback: () => ({ live: null }),
};

function fail(name, message) {
  throw Object.assign(new Error(message), { name });
}

export async function handler(event) {
  if ("give" in event) return event.give;
  if ("throw" in event) return fail(event.throw, event.message);
  return plays[event.step.split("-")[0]](event);
}
