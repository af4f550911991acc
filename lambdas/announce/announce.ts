import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { recordKeys } from "../../shared/runs/run.ts";
import { environmentVariable } from "../runtime/environment.ts";
import { ServiceUnavailableError } from "../runtime/errors.ts";
import { changeRecord } from "../runtime/records.ts";

const bus = new EventBridgeClient({});

export interface AnnounceInput {
  run: string;
  service: string;
  release: string;
  bundle: string;
}

/** Puts `release.ready` on the bus. A second announcement is harmless: Deliver changes nothing for it. */
export async function announce({ run, service, release, bundle }: AnnounceInput) {
  await changeRecord(recordKeys.run(run), { status: "delivering", release });
  const { FailedEntryCount, Entries } = await bus.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: environmentVariable("EVENT_BUS"),
          Source: "aidevos",
          DetailType: "release.ready",
          Detail: JSON.stringify({ run, service, release, bundle }),
        },
      ],
    }),
  );
  if (FailedEntryCount) {
    throw new ServiceUnavailableError(
      `The bus did not take release.ready: ${Entries?.[0]?.ErrorMessage ?? "no reason given"}`,
    );
  }
  return { result: { release }, said: `release ${release.slice(0, 7)} is ready` };
}
