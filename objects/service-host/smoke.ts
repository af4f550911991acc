import * as z from "zod";
import type { SmokeReport } from "../../shared/delivery/control.ts";
import { callLimit } from "../generated-code.ts";
import { messageOf } from "../problem.ts";
import { readAnswer } from "../read-body.ts";
import { probe, unknownPath } from "./facet.ts";

type Check = z.infer<typeof SmokeReport>["checks"][number];

const OpenApiDocument = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** Most bytes of the OpenAPI document, and the milliseconds that it may take. */
const documentLimits = { bytes: 4 * 1024 * 1024, time: callLimit };

/** Most documented paths that one smoke asks for. */
const pathLimit = 50;

/**
 * Asks a started candidate what every service must answer: an unknown route is refused and not a failure, the OpenAPI
 * document is JSON when there is one, and none of its GET paths without parameters fails. Only GETs are sent.
 */
export async function smoke(candidate: Fetcher): Promise<z.infer<typeof SmokeReport>> {
  const unknown = await check("unknown route", candidate, unknownPath, (status) =>
    status >= 400 && status < 500 ? undefined : "a refusal (4xx) was expected",
  );
  const { result, paths } = await readDocument(candidate);
  const checks = [unknown, result];
  for (const path of paths.slice(0, pathLimit)) {
    checks.push(
      await check(`GET ${path}`, candidate, path, (status) =>
        status < 500 ? undefined : "a documented path must not fail",
      ),
    );
  }
  return { passed: checks.every(({ passed }) => passed), checks };
}

async function check(
  name: string,
  candidate: Fetcher,
  path: string,
  objection: (status: number) => string | undefined,
): Promise<Check> {
  try {
    const answer = await probe(candidate, path);
    answer.body?.cancel().catch(() => undefined);
    const fault = objection(answer.status);
    return {
      name,
      passed: fault === undefined,
      detail: `answered ${answer.status}${fault === undefined ? "" : `: ${fault}`}`,
    };
  } catch (error) {
    return { name, passed: false, detail: messageOf(error) };
  }
}

async function readDocument(candidate: Fetcher): Promise<{ result: Check; paths: string[] }> {
  const name = "GET /openapi.json";
  const failed = (detail: string) => ({ result: { name, passed: false, detail }, paths: [] });
  try {
    const answer = await probe(candidate, "/openapi.json");
    const reading = await readAnswer(answer, documentLimits);
    if (answer.status === 404)
      return { result: { name, passed: true, detail: "the service has none" }, paths: [] };
    if (answer.status !== 200) return failed(`answered ${answer.status}: 200 was expected`);
    if (reading.outcome === "tooLarge") return failed(`is larger than ${documentLimits.bytes} bytes`);
    if (reading.outcome === "incomplete") return failed(`did not end within ${documentLimits.time} ms`);
    const document = OpenApiDocument.safeParse(JSON.parse(new TextDecoder().decode(reading.bytes)));
    const paths = document.success
      ? Object.entries(document.data.paths)
          .filter(([path, operations]) => path.startsWith("/") && !path.includes("{") && "get" in operations)
          .map(([path]) => path)
      : [];
    return {
      result: { name, passed: true, detail: `answered 200 with ${paths.length} paths to ask for` },
      paths,
    };
  } catch (error) {
    return failed(messageOf(error));
  }
}
