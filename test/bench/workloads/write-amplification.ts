import type { Random } from "../../../shared/random.ts";
import { times, type Workload } from "./workload.ts";

const fields = ["device", "kind", "level", "place", "code"] as const;
const byField = (field: string) => ({ entity: "event", by: [{ field }] });
const event = (random: Random) =>
  Object.fromEntries(fields.map((field) => [field, `${field}-${random.below(60)}`]));

export const writeAmplification: Workload = {
  name: "write amplification",
  about: "Events are written far more often than read, and kept in five indexes of which callers use one.",
  mendable: true,
  spec: `# Event log

## Event
${fields.map((field) => `- ${field}: text, required`).join("\n")}
${fields.map((field) => `- \`?${field}\` is ${field}`).join("\n")}
`,
  planted: { indexes: fields.map(byField) },
  handTuned: { indexes: [byField("device")] },
  async fill(make, random) {
    return {
      events: await make(
        "/events",
        times(800, () => event(random)),
      ),
    };
  },
  next: (_, random) =>
    random.chance(0.2)
      ? { method: "GET", path: `/events?device=device-${random.below(60)}` }
      : { method: "POST", path: "/events", body: event(random) },
};
