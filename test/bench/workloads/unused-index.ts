import type { Random } from "../../../shared/random.ts";
import { times, type Workload } from "./workload.ts";

const byHost = { entity: "visit", by: [{ field: "host" }] };
const visit = (random: Random) => ({ host: `host-${random.below(80)}`, badge: `badge-${random.below(500)}` });

export const unusedIndex: Workload = {
  name: "unused index",
  about: "Visits are indexed by badge as well, which nobody asks for.",
  mendable: true,
  spec: `# Front desk

## Visit
- host: text, required
- badge: text, required
- \`?host\` is host
- \`?badge\` is badge
`,
  planted: { indexes: [byHost, { entity: "visit", by: [{ field: "badge" }] }] },
  handTuned: { indexes: [byHost] },
  async fill(make, random) {
    return {
      visits: await make(
        "/visits",
        times(800, () => visit(random)),
      ),
    };
  },
  next: (_, random) =>
    random.chance(0.5)
      ? { method: "GET", path: `/visits?host=host-${random.below(80)}` }
      : { method: "POST", path: "/visits", body: visit(random) },
};
