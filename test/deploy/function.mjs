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
  Merge: ({ source, tests }) => ({ source, tests, merge: "m", edited: false }),
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
  Find: ({ service }) => ({ run: "r1", service, release: "r", bundle: "b", previous: "q", newest: "q" }),
  Register: ({ previous }) => ({ open: true, policy, compared: previous !== null, breaks: 0, change: "c" }),
  Smoke: ({ execution }) => ({ passed: execution !== "smoking", summary: "smoke" }),
  Shadow: () => ({ compared: 1 }),
  // Not sure at its first look.
  Judge: ({ execution, phase, step }) => ({
    verdict: step.endsWith("-0") ? "waiting" : execution === `harmful-${phase}` ? "harm" : "safe",
    text: "seen",
    wait: 0,
    detail: "d",
  }),
  Canary: () => ({ canary: 1, objects: 2 }),
  Promote: () => ({ url: "u" }),
  Settle: ({ release }) => ({ release }),
  Rollback: ({ previous = null }) => ({ live: previous }),
};

const policy = {
  shadow: { seconds: 60 },
  canary: { steps: [{ share: 0.5, seconds: 60 }] },
  watch: { seconds: 60 },
  approval: "breaking",
  unproven: "roll-back",
};

function fail(name, message) {
  throw Object.assign(new Error(message), { name });
}

export async function handler(event) {
  if ("give" in event) return event.give;
  if ("throw" in event) return fail(event.throw, event.message);
  return plays[event.step.split("-")[0]](event);
}
