import { describe, expect, test } from "vitest";
import { domainType, judgePlan, Plan } from "../../../infra/cloudflare/plan.ts";
import { domainChange, script, settledPlan, text } from "./plans.ts";

type Settled = ReturnType<typeof settledPlan>;

/** What is said of the plan of a settled Worker after a change of it. */
function judged(change: (settled: Settled) => void) {
  const settled = settledPlan();
  change(settled);
  return judgePlan(settled.plan);
}

const differs = (...differences: string[]) => ({ kind: "differs", differences });

describe("a plan in which nothing differs that matters", () => {
  test("is the one that is made once the loader is attached", () => {
    expect(judgePlan(settledPlan().plan)).toEqual({ kind: "nothing differs" });
  });

  test("is one of no changes at all", () => {
    expect(judgePlan(Plan.parse({ format_version: "1.2", configuration: { root_module: {} } }))).toEqual({
      kind: "nothing differs",
    });
  });

  test("may list the bindings in another order, and their namespaces", () => {
    const verdict = judged(({ before, bindings }) => {
      before.bindings = bindings
        .map((binding) => ({ ...binding, namespace_id: binding.class_name && `of ${binding.class_name}` }))
        .reverse();
    });
    expect(verdict).toEqual({ kind: "nothing differs" });
  });

  test("may come before the loader has been attached", () => {
    const verdict = judged(({ before, bindings }) => {
      before.bindings = bindings;
    });
    expect(verdict).toEqual({ kind: "nothing differs" });
  });
});

describe("what matters is seen", () => {
  test.each<[string, (settled: Settled) => void, string]>([
    [
      "a changed script",
      ({ after }) => {
        after.content_sha256 = "77aa";
      },
      "content_sha256 19bf5bc6 -> 77aa",
    ],
    [
      "a new date",
      ({ after }) => {
        after.compatibility_date = "2026-08-01";
      },
      "compatibility_date 2026-07-01 -> 2026-08-01",
    ],
    [
      "a part of an attribute",
      ({ after }) => {
        after.observability = { enabled: false, head_sampling_rate: 1, logs: null };
      },
      "observability",
    ],
    [
      "a new migration",
      ({ after }) => {
        after.migrations = { new_tag: "v2", old_tag: "v1", new_sqlite_classes: ["Meter"] };
      },
      "migrations",
    ],
    [
      "an attribute that is left out now",
      ({ before }) => {
        before.compatibility_flags = ["nodejs_compat"];
      },
      "compatibility_flags",
    ],
    [
      "a configured attribute whose value is not known yet",
      ({ unknown }) => {
        unknown.script_name = true;
      },
      "script_name",
    ],
    [
      "a loader that is no longer kept",
      ({ after, before }) => {
        after.keep_bindings = null;
        before.keep_bindings = null;
      },
      "binding LOADER goes",
    ],
    [
      "bindings that are not known yet",
      ({ unknown }) => {
        unknown.bindings = true;
      },
      "bindings",
    ],
    [
      "a field of a binding that is not known yet",
      ({ unknown }) => {
        unknown.bindings = [{ namespace_id: true, class_name: true }];
      },
      "binding BENCH changes its class_name",
    ],
  ])("%s", (_, change, difference) => {
    expect(judged(change)).toEqual(differs(`${script}: ${difference}`));
  });

  test("a rotated secret, without its text", () => {
    const verdict = judged(({ bindings }) => {
      for (const binding of bindings) if (binding.name === "CONTROL_SECRET") binding.text = "the next secret";
    });
    expect(verdict).toEqual(differs(`${script}: binding CONTROL_SECRET changes its text`));
    expect(JSON.stringify(verdict)).not.toContain(text);
  });

  test("a renamed binding", () => {
    const verdict = judged(({ bindings }) => {
      for (const binding of bindings) if (binding.name === "BENCH") binding.name = "TRIALS";
    });
    expect(verdict).toEqual(differs(`${script}: binding TRIALS is new`, `${script}: binding BENCH goes`));
  });

  test("a binding that somebody has removed or added by hand", () => {
    const removed = judged(({ before, bindings }) => {
      before.bindings = bindings.slice(1);
    });
    expect(removed).toEqual(differs(`${script}: binding BENCH is new`));
    const added = judged(({ before, bindings }) => {
      before.bindings = [...bindings, { name: "MODE", type: "plain_text", text: "fast" }];
    });
    expect(added).toEqual(differs(`${script}: binding MODE goes`));
  });

  test("a sensitive attribute, without its value", () => {
    const verdict = judged(({ plan, before, after }) => {
      const [worker] = plan.resource_changes;
      before.main_module = "one";
      after.main_module = "two";
      if (worker) worker.change.after_sensitive = { main_module: true };
    });
    expect(verdict).toEqual(differs(`${script}: main_module`));
  });

  test("another output", () => {
    const verdict = judged(({ plan }) => {
      plan.output_changes.loader_binding = { actions: ["update"] };
    });
    expect(verdict).toEqual(differs("output loader_binding: changes"));
  });

  test("a resource that is made, and one of a type that this version does not know", () => {
    const verdict = judged(({ plan }) => {
      const made = domainChange(["create"], null, { hostname: "services.example.com" });
      const route = { ...made, address: "cloudflare_workers_route.all", type: "cloudflare_workers_route" };
      const change = {
        ...made.change,
        actions: ["update"],
        before: { pattern: "a/*" },
        after: { pattern: "b/*" },
      };
      plan.resource_changes.push(made, { ...route, change });
    });
    expect(verdict).toEqual(
      differs(
        "cloudflare_workers_custom_domain.domain: is made",
        "cloudflare_workers_route.all: pattern a/* -> b/*",
      ),
    );
  });
});

describe("what would be removed", () => {
  const removed = domainChange(["delete"], { hostname: "services.example.com" }, null);
  const replaced = domainChange(["delete", "create"], { hostname: "a" }, { hostname: "b" });

  test.each([
    ["removed", removed, "goes"],
    ["replaced", replaced, "is replaced"],
  ] as const)("a domain is %s only when that was asked for", (_, change, difference) => {
    const { plan } = settledPlan();
    plan.resource_changes.push(change);
    expect(judgePlan(plan)).toEqual({ kind: "would remove", removals: [change.address] });
    expect(judgePlan(plan, new Set([domainType]))).toEqual(differs(`${change.address}: ${difference}`));
  });

  test("the Worker never is, whatever was asked for", () => {
    const verdict = judged(({ plan }) => {
      for (const { change } of plan.resource_changes) change.actions = ["delete", "create"];
    });
    expect(verdict).toMatchObject({ kind: "would remove", removals: [script, expect.any(String)] });
  });
});
