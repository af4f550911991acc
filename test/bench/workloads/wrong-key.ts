import type { Random } from "../../../shared/random.ts";
import { times, type Workload } from "./workload.ts";

const sensors = 100;
const reading = (random: Random) => ({
  region: `region-${random.below(5)}`,
  sensor: `sensor-${random.below(sensors)}`,
  value: random.below(1_000),
});

export const wrongKey: Workload = {
  name: "wrong partition key",
  about:
    "Within one object: readings are indexed by region and sensor, and callers know the sensor alone. Which object keeps what is no part of a design.",
  mendable: true,
  spec: `# Weather stations

## Reading
- region: text, required
- sensor: text, required
- value: whole number, required
- \`?region\` is region
- \`?sensor\` is sensor
`,
  planted: { indexes: [{ entity: "reading", by: [{ field: "region" }, { field: "sensor" }] }] },
  handTuned: { indexes: [{ entity: "reading", by: [{ field: "sensor" }] }] },
  async fill(make, random) {
    return {
      readings: await make(
        "/readings",
        times(1_200, () => reading(random)),
      ),
    };
  },
  next: (_, random) =>
    random.chance(0.6)
      ? { method: "GET", path: `/readings?sensor=sensor-${random.below(sensors)}` }
      : { method: "POST", path: "/readings", body: reading(random) },
};
