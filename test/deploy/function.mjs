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
          unmetClauses: execution === "allowed" ? "deliver" : "refuse",
          design: null,
          hand: null,
          architects: ["lean"],
        },
  Architect: () => ({ temperament: "lean", blueprint: "d", spec: "w", met: 1, unmet: 0 }),
  Implement: ({ execution, step }) => ({ source: execution === "stuck" ? "i" : step }),
  WriteTests: () => ({ tests: "t" }),
  Verify: ({ execution, step }) => {
    const round = Number(step.split("-")[1]);
    const sound = ["straight", "unmet", "allowed"].includes(execution);
    const passed = execution === "straight" || (execution === "mended" && round === 1);
    return { passed, sound, mendable: !sound, summary: "red", report: `p${round}`, bundle: "b", tests: "k" };
  },
  Arbitrate: ({ step }) => ({ findings: `f${step}`, verdicts: `v${step}`, count: 1 }),
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
