import { Hono } from "hono";
import * as z from "zod";
import { ServiceName } from "../../shared/blueprint/blueprint.ts";
import { Bundle, Digest } from "../../shared/delivery/bundle.ts";
import {
  BenchRequest,
  CallersRequest,
  CanaryRequest,
  controlPrefix,
  MetersAfter,
  MigrationRequest,
  PromoteRequest,
  RegisterRequest,
  ReleaseId,
  RollbackRequest,
  ShadowRequest,
  TenantName,
} from "../../shared/delivery/control.ts";
import { CalibrationName, HostedName } from "../../shared/delivery/release.ts";
import { TraceName, TraceRequest } from "../../shared/improvement/trace.ts";
import { TrialRequest } from "../../shared/improvement/trial.ts";
import { Lesson } from "../../shared/messages/lesson.ts";
import { Message } from "../../shared/messages/message.ts";
import type { Env } from "../environment.ts";
import { libraryOf } from "../library.ts";
import { messageOf, type Outcome, problemResponse } from "../problem.ts";
import { registryOf } from "../registry/registry-stub.ts";

/** Most characters of what is kept as one value. */
const recordLimit = 500_000;

const RoomName = z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/);

/** The control API, for calls whose signature has been checked (see shared/delivery/control.ts). */
export const calls = new Hono<{ Bindings: Env }>()
  .basePath(controlPrefix)
  .put("/bundles/:digest", async ({ req, env }) => {
    const digest = Digest.parse(req.param("digest"));
    const outcome = await registryOf(env).putBundle(digest, Bundle.parse(await req.json()));
    return outcome.outcome === "done" ? nothing() : problemResponse(outcome.problem);
  })
  .post("/bench", async ({ req, env }) => {
    const request = BenchRequest.parse(await req.json());
    return answer(await env.BENCH.get(env.BENCH.newUniqueId()).run(request));
  })
  .post("/bench/migration", async ({ req, env }) => {
    const request = MigrationRequest.parse(await req.json());
    return answer(await env.BENCH.get(env.BENCH.newUniqueId()).migrate(request));
  })
  .put("/services/:service/releases/:id", async ({ req, env }) => {
    const { previous, newest, ...release } = RegisterRequest.parse(await req.json());
    const { service, id } = req.param();
    if (release.service !== service || release.id !== id) {
      return problemResponse({
        status: 422,
        title: "Another release",
        detail: `The body is release ${release.id} of ${release.service}; the path says ${id} of ${service}.`,
      });
    }
    return answer(await registryOf(env).register(release, { previous, newest }));
  })
  .post("/services/:service/smoke", async ({ req, env }) => {
    const { release } = ReleaseId.parse(await req.json());
    return answer(await registryOf(env).smoke(ServiceName.parse(req.param("service")), release));
  })
  .post("/services/:service/shadow", async ({ req, env }) => {
    const request = ShadowRequest.parse(await req.json());
    return answer(await registryOf(env).shadow(HostedName.parse(req.param("service")), request));
  })
  .post("/services/:service/canary", async ({ req, env }) => {
    const request = CanaryRequest.parse(await req.json());
    return answer(await registryOf(env).canary(ServiceName.parse(req.param("service")), request));
  })
  .get("/services/:service/evidence", async ({ req, env }) => {
    const { release } = ReleaseId.parse(req.query());
    return answer(await registryOf(env).evidence(HostedName.parse(req.param("service")), release));
  })
  .get("/meters", async ({ req, env }) => {
    const { after } = MetersAfter.parse(req.query());
    return Response.json(await registryOf(env).meters(after));
  })
  .get("/services/:service/meters", async ({ req, env }) =>
    Response.json(await registryOf(env).serviceMeters(ServiceName.parse(req.param("service")))),
  )
  .get("/services/:service/errors", async ({ req, env }) =>
    Response.json(await registryOf(env).errors(ServiceName.parse(req.param("service")))),
  )
  .post("/services/:service/settle", async ({ req, env }) => {
    const { release } = ReleaseId.parse(await req.json());
    await registryOf(env).settle(HostedName.parse(req.param("service")), release);
    return nothing();
  })
  .get("/services/:service/tenants", async ({ req, env }) =>
    Response.json(await registryOf(env).tenants(ServiceName.parse(req.param("service")))),
  )
  .put("/services/:service/tenants/:tenant", async ({ req, env }) => {
    const service = ServiceName.parse(req.param("service"));
    return answer(await registryOf(env).addTenant(service, TenantName.parse(req.param("tenant"))));
  })
  .post("/services/:service/promote", async ({ req, env }) => {
    const request = PromoteRequest.parse(await req.json());
    return answer(await registryOf(env).promote(HostedName.parse(req.param("service")), request));
  })
  .post("/services/:service/rollback", async ({ req, env }) => {
    const request = RollbackRequest.parse(await req.json());
    return Response.json(await registryOf(env).rollback(ServiceName.parse(req.param("service")), request));
  })
  .put("/services/:service/trace", async ({ req, env }) => {
    const request = TraceRequest.parse(await req.json());
    return answer(await registryOf(env).trace(HostedName.parse(req.param("service")), request));
  })
  .get("/services/:service/trace", async ({ req, env }) => {
    const trace = TraceName.parse(req.query("trace"));
    return answer(await registryOf(env).traceState(HostedName.parse(req.param("service")), trace));
  })
  .get("/services/:service/profile", async ({ req, env }) => {
    const trace = TraceName.parse(req.query("trace"));
    return answer(await registryOf(env).profile(ServiceName.parse(req.param("service")), trace));
  })
  .post("/services/:service/trial", async ({ req, env }) => {
    const request = TrialRequest.parse(await req.json());
    return answer(await registryOf(env).trial(HostedName.parse(req.param("service")), request));
  })
  .post("/services/:service/callers", async ({ req, env }) => {
    const request = CallersRequest.parse(await req.json());
    return answer(await registryOf(env).callers(CalibrationName.parse(req.param("service")), request));
  })
  .post("/services/:service/remove", async ({ req, env }) => {
    await registryOf(env).remove(CalibrationName.parse(req.param("service")));
    return nothing();
  })
  .get("/services", async ({ env }) => Response.json(await registryOf(env).services()))
  .post("/rooms/:room/messages", async ({ req, env }) => {
    const room = RoomName.parse(req.param("room"));
    const message = Message.parse(await req.json());
    if (message.contextId !== room) {
      return problemResponse({
        status: 422,
        title: "Another room",
        detail: `The message's contextId is ${message.contextId}; it was sent to ${room}.`,
      });
    }
    const text = JSON.stringify(message);
    if (text.length > recordLimit) return tooLarge("message");
    await env.ROOM.getByName(room).append(message.messageId, text);
    return nothing();
  })
  .get("/rooms/:room/messages", async ({ req, env }) => {
    const messages = await env.ROOM.getByName(RoomName.parse(req.param("room"))).messages();
    return Response.json({ messages: messages.map((text) => Message.parse(JSON.parse(text))) });
  })
  .get("/rooms/:room/stream", ({ req, env }) =>
    env.ROOM.getByName(RoomName.parse(req.param("room"))).fetch(req.raw),
  )
  .put("/lessons/:id", async ({ req, env }) => {
    const lesson = Lesson.parse(await req.json());
    if (lesson.id !== req.param("id")) {
      return problemResponse({
        status: 422,
        title: "Another lesson",
        detail: `The body is lesson ${lesson.id}; the path says ${req.param("id")}.`,
      });
    }
    if (JSON.stringify(lesson).length > recordLimit) return tooLarge("lesson");
    await libraryOf(env).put(lesson);
    return nothing();
  })
  .get("/lessons", async ({ req, env }) =>
    Response.json({ lessons: await libraryOf(env).search(req.query("query") ?? "") }),
  )
  .notFound(({ req }) =>
    problemResponse({
      status: 404,
      title: "Not found",
      detail: `There is no control call ${req.method} ${req.path}.`,
    }),
  )
  .onError((error) => {
    if (error instanceof z.ZodError) {
      return problemResponse({ status: 422, title: "Invalid call", detail: z.prettifyError(error) });
    }
    if (error instanceof SyntaxError) {
      return problemResponse({ status: 400, title: "Not JSON", detail: "The body is not JSON." });
    }
    console.error(`A control call failed: ${messageOf(error)}`);
    return problemResponse({ status: 500, title: "Internal error", detail: messageOf(error) });
  });

function answer<Value>(outcome: Outcome<Value>): Response {
  return outcome.outcome === "done" ? Response.json(outcome.value) : problemResponse(outcome.problem);
}

function tooLarge(noun: string): Response {
  return problemResponse({
    status: 413,
    title: "Content Too Large",
    detail: `A ${noun} may have ${recordLimit} characters as JSON. Keep what is longer elsewhere, and say where.`,
  });
}

function nothing(): Response {
  return new Response(null, { status: 204 });
}
