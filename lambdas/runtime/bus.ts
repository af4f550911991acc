import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { xrayHeader } from "../../shared/telemetry/trace-context.ts";
import { environmentVariable } from "./environment.ts";
import { ServiceUnavailableError } from "./errors.ts";
import { ongoingWork } from "./work.ts";

const bus = new EventBridgeClient({});

/**
 * Puts an event of ours on the bus.
 *
 * @throws ServiceUnavailableError when the bus does not take it
 */
export async function putEvent(type: string, detail: object): Promise<void> {
  const work = ongoingWork();
  const { FailedEntryCount, Entries } = await bus.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: environmentVariable("EVENT_BUS"),
          Source: "aidevos",
          DetailType: type,
          Detail: JSON.stringify(detail),
          ...(work === undefined ? {} : { TraceHeader: xrayHeader(work.context) }),
        },
      ],
    }),
  );
  if (!FailedEntryCount) return;
  throw new ServiceUnavailableError(
    `The bus did not take ${type}: ${Entries?.[0]?.ErrorMessage ?? "no reason given"}`,
  );
}
