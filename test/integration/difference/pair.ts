import { hostHeaders } from "@aidevos/kit";
import type { SentAnswer } from "@aidevos/kit/testing";
import { makeBundle } from "../../../lambdas/runtime/bundle.ts";
import type { SourceFile } from "../../../shared/agents/source.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { type Comparison, compareAnswers } from "../../../shared/delivery/compare-answers.ts";
import { routesOf } from "../../../shared/delivery/route-of.ts";
import { meantBy } from "../../../shared/difference/meant-by.ts";
import { serveBundle } from "../compiler/runtime.ts";
import { loadToolbox } from "../compiler/serving.ts";
import { type MadeRequest, numbersOf, Traffic } from "./traffic.ts";

/** A fault put into compiled code: the file that it is in, what stands there, and what then does. */
export type Fault = readonly [file: string, from: string | RegExp, to: string];

export interface Compiled {
  blueprint: Blueprint;
  files: SourceFile[];
  paths: Record<string, object>;
}

export function compiledFrom(blueprint: Blueprint, hand: readonly SourceFile[] = []): Compiled {
  const { files } = implementService({ blueprint, requirement: "As the blueprint says." });
  const document = files.find(({ path }) => path === "openapi.json");
  return { blueprint, files: [...files, ...hand], paths: JSON.parse(document?.content ?? "{}").paths };
}

/** @throws Error when the code has no such place, or the file is not there */
export function withFault(compiled: Compiled, [path, from, to]: Fault): Compiled {
  const file = compiled.files.find((one) => one.path === path);
  const content = file?.content.replace(from, to);
  if (file === undefined || content === undefined || content === file.content)
    throw new Error(`${path} has nothing like ${String(from)} to put a fault into:\n${file?.content}`);
  return { ...compiled, files: compiled.files.map((one) => (one === file ? { path, content } : one)) };
}

export interface Compared {
  route: string;
  request: MadeRequest;
  comparison: Comparison;
  statuses: [number, number];
}

/** Most requests that are sent again when data has come apart. */
const mostKept = 30;

/**
 * Sends the same requests to both, with the same time and ids, and compares what they answer. When data has come apart, both
 * begin anew with what both have accepted at first.
 */
export async function comparePair(
  control: Compiled,
  candidate: Compiled,
  { seed, requests, untilUnlike = false }: { seed: number; requests: number; untilUnlike?: boolean },
): Promise<Compared[]> {
  const toolbox = await loadToolbox();
  const served = await Promise.all(
    [control, candidate].map(({ files }) => serveBundle(makeBundle({ files, toolbox }))),
  );
  const [one, other] = served;
  if (one === undefined || other === undefined) throw new Error("Both have to be served.");
  let object = crypto.randomUUID();
  const send = (
    { method, path, headers, body }: MadeRequest,
    at: number,
  ): Promise<[SentAnswer, SentAnswer]> => {
    const time = { [hostHeaders.time]: String(Date.UTC(2026, 10, 20) + at * 3_600_000) };
    const id = { [hostHeaders.request]: `00000000-0000-4000-8000-${String(at + 1).padStart(12, "0")}` };
    const sent = {
      method,
      path,
      headers: { ...headers, ...time, ...id, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    };
    return Promise.all([one.send(object)(sent), other.send(object)(sent)]);
  };
  try {
    const meant = meantBy(control.blueprint, candidate.blueprint);
    const routeOf = routesOf(candidate.paths, control.paths);
    const traffic = new Traffic([candidate.blueprint, control.blueprint], seed);
    const entities = [...control.blueprint.entities, ...candidate.blueprint.entities];
    const again = numbersOf(seed);
    const compared: Compared[] = [];
    const accepted: { request: MadeRequest; at: number }[] = [];
    for (let at = 0; at < requests; at++) {
      const made = again(10) === 0 ? compared.at(-1)?.request : undefined;
      const request = made ?? traffic.next();
      const [first, second] = await send(request, at);
      const route = routeOf(request.method, request.path);
      const comparison = compareAnswers({ route, control: first, candidate: second, meant });
      compared.push({ route, request, comparison, statuses: [first.status, second.status] });
      if (untilUnlike && comparison.outcome === "unlike") break;
      if (comparison.outcome === "meant" && comparison.diverges) {
        object = crypto.randomUUID();
        for (const { request: kept, at: then } of accepted) await send(kept, then);
      } else if (request.method !== "GET" && first.status < 400 && accepted.length < mostKept)
        accepted.push({ request, at });
      if (first.status < 300 && first.text !== "" && /json/.test(String(first.headers)))
        traffic.learn(entities, request, JSON.parse(first.text));
    }
    return compared;
  } finally {
    await Promise.all(served.map(({ stop }) => stop()));
  }
}
