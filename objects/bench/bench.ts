import { DurableObject, type WorkerEntrypoint } from "cloudflare:workers";
import { longestPause, type Send, type SentAnswer, type SentRequest, type Wait } from "@aidevos/kit/testing";
import type * as z from "zod";
import type { Bundle } from "../../shared/delivery/bundle.ts";
import type {
  BenchReport,
  BenchRequest,
  MigrationReport,
  MigrationRequest,
} from "../../shared/delivery/control.ts";
import type { Env } from "../environment.ts";
import { callLimit, isolate, loaderOf, meteredIsolate, type ServiceClass } from "../generated-code.ts";
import type { Metered, MeteredFacet } from "../metered-code.ts";
import { done, messageOf, type Outcome, refused } from "../problem.ts";
import { registryOf } from "../registry/registry-stub.ts";
import { within } from "../within.ts";
import { Exchanges } from "./exchanges.ts";
import { withKeptConsole } from "./kept-console.ts";
import { mainModule, mainModuleSource, testFiles } from "./main-module.ts";
import { Measuring } from "./measuring.ts";
import { tryMigration } from "./migration.ts";
import { Privacy } from "./privacy.ts";
import { send } from "./send.ts";

/** The tests' isolate, as its generated main module shows it. */
export interface TestWorker extends WorkerEntrypoint {
  list(): Promise<{ tests: { file: string; name: string }[]; failure?: string }>;
  run(index: number, send: Send, wait: Wait): Promise<{ failure: string | null }>;
}

/** Most tests of one call. */
const testLimit = 5_000;

/** Tests that may be late before the rest is not run any more: a service that hangs would keep its caller waiting. */
const lateLimit = 8;

/** Tests that are under way at once: one that works, and those that pause. */
const atOnceLimit = 8;

/** Failed tests whose exchanges a report keeps. */
const toldLimit = 60;

/** Most characters that a report repeats of what a test says. */
const messageLimit = 10_000;

type TestResult = BenchReport["tests"][number];

/**
 * Runs tests against a bundle in a sandbox: each test on an empty object, one after another, but that the next one begins
 * while one pauses. One object a call.
 */
export class Bench extends DurableObject<Env> {
  async run(request: z.output<typeof BenchRequest>): Promise<Outcome<BenchReport>> {
    const bundle = await registryOf(this.env).bundle(request.bundle);
    if (bundle === null) return unknownBundle(request.bundle);
    const { modules } = request.tests;
    const service = this.#serviceOf({ ...bundle, modules: { ...bundle.modules, ...request.replaced } });
    const measuring = new Measuring();
    const privacy = new Privacy(request.privateFields);
    const worker = this.#load(modules, bundle);
    try {
      const { tests, failure } = await within(callLimit, worker.list());
      if (failure !== undefined)
        return done({ tests: [], measured: [], failure: failure.slice(0, messageLimit) });
      if (tests.length > testLimit) {
        return done({
          tests: [],
          measured: [],
          failure: `There are more than ${testLimit} tests. Send fewer at a time.`,
        });
      }
      const results: TestResult[] = [];
      const idle = [worker];
      const underWay = new Set<Promise<void>>();
      let lateTests = 0;
      let failed = 0;
      let told = 0;
      const runTest = async (index: number, test: (typeof tests)[number], onPause: () => void) => {
        const tester = idle.pop() ?? this.#load(modules, bundle);
        const { result, late } = await this.#test(service, (send, wait) => tester.run(index, send, wait), {
          timeout: request.timeout,
          onPause,
          onRequest: (sent, to) => measuring.of(privacy.noted(sent), to),
        });
        const { exchanges, ...rest } = result;
        const isTold = exchanges !== undefined && told < toldLimit;
        if (isTold) told++;
        results[index] = { ...test, ...rest, ...(isTold ? { exchanges } : {}) };
        // A test that is late may still be running: the ones after it get an isolate without it.
        if (late) lateTests++;
        else idle.push(tester);
        if (result.outcome === "failed") failed++;
      };
      for (const [index, test] of tests.entries()) {
        if (request.stopsAtFailure && failed > 0) break;
        if (lateTests >= lateLimit) {
          const message = `It was not run, since ${lateLimit} tests before it did not end in time.`;
          results[index] = { ...test, outcome: "failed", message, duration: 0 };
          continue;
        }
        // Tests never wait for anything outside: without a pause the runtime would answer nobody else until all have run.
        await scheduler.wait(1);
        while (underWay.size >= atOnceLimit) await Promise.race(underWay);
        const { promise: paused, resolve: onPause } = Promise.withResolvers<void>();
        const ended = runTest(index, test, onPause).finally(() => underWay.delete(ended));
        underWay.add(ended);
        await Promise.race([ended, paused]);
      }
      await Promise.all(underWay);
      const written = privacy.isAsked
        ? await this.#onScratch(service, (facet) => privacy.searched(facet))
        : undefined;
      return done({
        tests: results.filter((result) => result !== undefined),
        measured: measuring.measured,
        ...(written && { console: written }),
      });
    } catch (error) {
      return done({ tests: [], measured: [], failure: messageOf(error) });
    }
  }

  /** Tries what becomes of data when a release follows another, and when it is taken back. */
  async migrate(request: z.output<typeof MigrationRequest>): Promise<Outcome<MigrationReport>> {
    const registry = registryOf(this.env);
    const live = await registry.bundle(request.live);
    if (live === null) return unknownBundle(request.live);
    const candidate = await registry.bundle(request.candidate);
    if (candidate === null) return unknownBundle(request.candidate);
    return done(
      await tryMigration({
        ctx: this.ctx,
        live: this.#serviceOf(live),
        candidate: this.#serviceOf(candidate),
        sample: this.#load(request.sample.modules, live),
        meant: request.meant,
      }),
    );
  }

  /** Without an id: the runtime keeps what has one for as long as it lives, and most bundles here never go live. */
  #serviceOf(bundle: Bundle): ServiceClass {
    return loaderOf(this.env)
      .load(meteredIsolate(withKeptConsole(bundle)))
      .getDurableObjectClass<Metered>("Service");
  }

  async #onScratch<Value>(service: ServiceClass, work: (facet: Fetcher) => Promise<Value>): Promise<Value> {
    const name = `scratch-${crypto.randomUUID()}`;
    try {
      return await work(this.ctx.facets.get(name, () => ({ class: service })));
    } finally {
      this.ctx.facets.delete(name);
    }
  }

  #load(modules: Record<string, string>, { compatibilityDate }: Pick<Bundle, "compatibilityDate">) {
    const code = isolate({
      mainModule,
      compatibilityDate,
      modules: { ...modules, [mainModule]: mainModuleSource(testFiles(modules)) },
    });
    return loaderOf(this.env).load(code).getEntrypoint<TestWorker>();
  }

  async #test(
    service: ServiceClass,
    run: (send: Send, wait: Wait) => ReturnType<TestWorker["run"]>,
    {
      timeout,
      onPause,
      onRequest,
    }: {
      timeout: number;
      onPause: () => void;
      onRequest: (sent: SentRequest, to: { facet: MeteredFacet; send: Send }) => Promise<SentAnswer>;
    },
  ): Promise<{ result: Omit<TestResult, "file" | "name">; late: boolean }> {
    const name = `scratch-${crypto.randomUUID()}`;
    const facet = this.ctx.facets.get(name, () => ({ class: service }));
    const exchanges = new Exchanges();
    const started = performance.now();
    let failure: string | null;
    let late = false;
    let paused = 0;
    const wait: Wait = async (milliseconds) => {
      // The tests' own isolate counts as well, and says more; but it is not to be trusted.
      if (!(milliseconds >= 0 && paused + milliseconds <= longestPause)) throw new RangeError("Too long.");
      paused += milliseconds;
      onPause();
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    };
    try {
      const ask: Send = (request) => onRequest(request, { facet, send: (asked) => send(facet, asked) });
      const outcome = run((request) => exchanges.keep(request, ask(request)), wait);
      ({ failure } = await within(timeout, outcome, () => paused));
    } catch (error) {
      late = true;
      failure = messageOf(error);
    } finally {
      this.ctx.facets.delete(name);
    }
    const duration = performance.now() - started;
    return {
      result:
        failure === null
          ? { outcome: "passed", duration }
          : {
              outcome: "failed",
              message: failure.slice(0, messageLimit),
              duration,
              exchanges: exchanges.last(),
            },
      late,
    };
  }
}

function unknownBundle(digest: string): Outcome<never> {
  return refused({
    status: 422,
    title: "Unknown bundle",
    detail: `No bundle has the digest ${digest}. Put the bundle first, then try it.`,
  });
}
