// How a rollout's judge decides beside the rules of others, over simulated hours of traffic: false alarms, delays, what
// stays open. Writes docs/judge/. Run by hand, some minutes, the same each time: node test/bench/judge.ts [share of runs]
import { mkdir, writeFile } from "node:fs/promises";
import { type Chart, svgOf } from "../../scripts/chart.ts";
import { type Clustering, clusterings } from "./judge/canary-traffic.ts";
import { alarmsOfTried, canaryHour, pairedHour } from "./judge/hours.ts";
import { type Ending, type Summary, summaryOf } from "./judge/outcome.ts";
import { Random } from "./judge/random.ts";
import { tried } from "./judge/tried.ts";

const scale = Number(process.argv[2] ?? 1);
const rates = [0.001, 0.01, 0.05];
const effects = [1, 1.5, 2, 5];
const traffics = [1, 20, 100, 1000];
const clusters = Object.keys(clusterings) as Clustering[];
const share = 0.1;

interface Row extends Summary {
  rule: string;
  rate: number;
  effect: number;
  traffic: number;
  clustering: Clustering;
  objects: number;
}

/** More runs where what is rare is counted, and fewer where one takes long. */
function runsOf(effect: number, objects: number): number {
  return Math.max(1, Math.round(scale * (effect === 1 ? 3 : 1) * (objects > 20 ? 6 : 20)));
}

const rows: Row[] = [];
let seed = 1;
for (const rate of rates) {
  for (const effect of effects) {
    for (const traffic of traffics) {
      for (const clustering of clusters) {
        const setting = { rate, effect, traffic, clustering };
        for (const objects of [1, 20, 200]) {
          const endings: Record<string, Ending[]> = {};
          for (let run = 0; run < runsOf(effect, objects); run += 1) {
            const hour: Record<string, Ending> = {
              pairs: pairedHour({ ...setting, objects }, new Random(seed)),
              // Of one object there is none to spare for a canary.
              ...(objects > 1 && canaryHour({ ...setting, objects, share }, new Random(seed + 1))),
            };
            seed += 2;
            for (const [rule, ending] of Object.entries(hour)) {
              endings[rule] ??= [];
              endings[rule].push(ending);
            }
          }
          for (const [rule, of] of Object.entries(endings)) {
            rows.push({ rule: rule === "judge" ? "by object" : rule, ...setting, objects, ...summaryOf(of) });
          }
        }
      }
    }
  }
}

const names = ["pairs", "by object", "Argo Rollouts", "Flagger", "Kayenta"];

/** The mean over all settings that match, each weighted by its runs. */
function mean(matches: (row: Row) => boolean, value: (row: Row) => number): number {
  const found = rows.filter(matches);
  const runs = found.reduce((sum, row) => sum + row.runs, 0);
  return found.reduce((sum, row) => sum + value(row) * row.runs, 0) / runs;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(value > 0 && value < 0.1 ? 1 : 0)}%`;
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const byTraffic = { label: "requests a minute, of the whole service", places: traffics.map(String) };
const shareOf = (label: string) => ({ label, greatest: 1, text: percent });
const real = (row: Row) => row.rate === 0.01 && row.clustering === "moderate" && row.objects > 1;

const charts: Record<string, Chart> = {
  "false-alarms": {
    title: "False alarms: harmless releases that are stopped",
    x: { label: "how much objects differ and change by themselves", places: clusters },
    y: shareOf("share of hours"),
    lines: names.map((name) => ({
      name,
      values: clusters.map((clustering) =>
        mean(
          (row) => row.rule === name && row.effect === 1 && row.clustering === clustering && row.objects > 1,
          (row) => row.harm,
        ),
      ),
    })),
  },
  ...Object.fromEntries(
    effects.slice(1).map((effect) => [
      `found-${effect}`,
      {
        title: `Releases that fail ${effect} times as often (1% before) and are stopped`,
        x: byTraffic,
        y: shareOf("share of hours"),
        lines: names.map((name) => ({
          name,
          values: traffics.map((traffic) =>
            mean(
              (row) => row.rule === name && row.effect === effect && row.traffic === traffic && real(row),
              (row) => row.harm,
            ),
          ),
        })),
      },
    ]),
  ),
  delay: {
    title: "Until a release that fails 5 times as often (1% before) is stopped",
    x: byTraffic,
    y: { label: "median minutes, 20 objects", greatest: 60, text: (value) => value.toFixed(0) },
    lines: names.map((name) => ({
      name,
      values: traffics.map(
        (traffic) =>
          rows.find(
            (row) =>
              row.rule === name &&
              row.effect === 5 &&
              row.traffic === traffic &&
              real(row) &&
              row.objects === 20 &&
              row.harm >= 0.5,
          )?.delay ?? null,
      ),
    })),
  },
};

function triedTable(): string {
  const body = [20, 200].flatMap((objects) =>
    clusters.flatMap((clustering) =>
      [1, 5].map((effect) => {
        const alarms = Object.keys(tried).map(() => 0);
        const settings = rates.flatMap((rate) => [100, 1000].map((traffic) => ({ rate, traffic })));
        const runs = Math.max(1, Math.round(scale * (effect === 1 ? 3 : 1) * (objects > 20 ? 3 : 10)));
        for (const setting of settings) {
          for (let run = 0; run < runs; run += 1) {
            seed += 1;
            const found = alarmsOfTried({ ...setting, effect, clustering, objects, share }, new Random(seed));
            for (const [at, name] of Object.keys(tried).entries()) {
              alarms[at] = (alarms[at] ?? 0) + Number(found.has(name));
            }
          }
        }
        const hours = runs * settings.length;
        return [
          String(objects),
          clustering,
          String(effect),
          String(hours),
          ...alarms.map((count) => percent(count / hours)),
        ];
      }),
    ),
  );
  return table(["objects", "clustering", "times as often", "hours", ...Object.keys(tried)], body);
}

function harmTable(): string {
  const body = rates.flatMap((rate) =>
    effects.flatMap((effect) =>
      traffics.map((traffic) => [
        percent(rate),
        String(effect),
        String(traffic),
        ...names.map((name) =>
          percent(
            mean(
              (row) =>
                row.rule === name &&
                row.rate === rate &&
                row.effect === effect &&
                row.traffic === traffic &&
                row.clustering === "moderate" &&
                row.objects === 20,
              (row) => row.harm,
            ),
          ),
        ),
      ]),
    ),
  );
  return table(["fails", "times as often", "requests a minute", ...names], body);
}

function wholeTable(): string {
  const body = rows.map((row) => [
    row.rule,
    percent(row.rate),
    String(row.effect),
    String(row.traffic),
    row.clustering,
    String(row.objects),
    String(row.runs),
    percent(row.harm),
    percent(row.safe),
    percent(row.inconclusive),
    row.delay === null ? "" : String(row.delay),
    row.requests === null ? "" : String(row.requests),
  ]);
  const head = "rule,fails,times,requests a minute,clustering,objects,hours,harm,safe,inconclusive";
  return [`${head},minutes to harm,requests to decide`, ...body.map((cells) => cells.join(","))].join("\n");
}

const folder = new URL("../../docs/judge/", import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, chart] of Object.entries(charts)) {
  await writeFile(new URL(`${name}.svg`, folder), svgOf(chart));
}
const text = `# Tables of the judge's simulation

Made by \`node test/bench/judge.ts\`; [what they mean](../judge.md). All settings, with samples and delays, stand in
[hours.csv](hours.csv).

## Hours in which a release was stopped (20 objects, moderate clustering)

${harmTable()}

## Ways to judge by object: hours in which each alarmed, at an alpha of 5% for itself

${triedTable()}
`;
await writeFile(new URL("tables.md", folder), text);
await writeFile(new URL("hours.csv", folder), `${wholeTable()}\n`);
console.log(text);
