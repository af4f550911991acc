import { globSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

/** What MiniStack does not know, and the dashboard that shows it. */
const unknown = ["AWS::CloudWatch::CompositeAlarm", "AWS::CloudWatch::Dashboard"];

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.looseObject({ Metrics: z.unknown().optional() }).optional(),
});

const Template = z.looseObject({
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), z.unknown()).default({}),
});

/** Nor does it know alarms on metric math; those on one metric stay, and so do their rules. */
function isUnknown({ Type, Properties }: z.infer<typeof Resource>): boolean {
  return unknown.includes(Type) || (Type === "AWS::CloudWatch::Alarm" && Properties?.Metrics !== undefined);
}

/** Takes them out of a synthesized assembly, with the outputs that name them. */
export async function withoutUnknownResources(assembly: string): Promise<void> {
  for (const file of globSync("*.template.json", { cwd: assembly })) {
    const path = join(assembly, file);
    const template = Template.parse(JSON.parse(await readFile(path, "utf8")));
    const gone = Object.entries(template.Resources).flatMap(([id, resource]) =>
      isUnknown(resource) ? [id] : [],
    );

    for (const id of gone) delete template.Resources[id];
    for (const [name, output] of Object.entries(template.Outputs))
      if (gone.some((id) => JSON.stringify(output).includes(`"${id}"`))) delete template.Outputs[name];
    await writeFile(path, JSON.stringify(template));
  }
}
