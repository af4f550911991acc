import { type Call, toolsOf } from "../../tools.ts";

const kinds = ["send-mail", "resize-image", "nightly-report", "sync:crm"];

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const key = { "X-Api-Key": "queue-key" };
  const queues: any[] = [];
  const jobs: any[] = [];
  const of = (queue: any, state: string) => jobs.filter((job) => job.queue === queue.id && job.state === state);
  const payload = () =>
    t.pick([
      { to: "max@example.org", subject: "Grüße", lines: Array.from({ length: t.int(1, 30) }, (_, n) => `line ${n}`) },
      { image: `https://img.example.org/${t.int(1, 9999)}.png`, sizes: [64, 256, 1024] },
      { day: "2026-03-29", nested: { deep: [null, true, 1.5] } },
      {},
    ]);

  const addQueue = async () => {
    const { given, made } = await t.fresh("/queues", key, () => ({
      name: `queue-${t.int(1, 999_999_999)}`,
      ...(t.chance(0.6) && { attempts: t.int(1, 3) }),
    }));
    if (made === undefined) return;
    t.same("a new queue", made, { name: given.name, attempts: given.attempts ?? 3, ready: 0, running: 0, oldest: null });
    queues.push(made);
  };
  const enqueue = async () => {
    const given = {
      queue: t.pick(queues).id,
      kind: t.pick(kinds),
      ...(t.chance(0.9) && { payload: payload() }),
      ...(t.chance(0.4) && { priority: t.int(0, 9) }),
    } as any;
    const { status, body } = await t.ask("POST", "/jobs", 201, key, given);
    if (status !== 201) return;
    const job = { ...given, payload: given.payload ?? null, priority: given.priority ?? 5, tries: 0, worker: null, error: null, state: "ready" };
    t.same("a new job", body, job);
    jobs.push({ ...job, id: body.id, enqueuedAt: body.enqueuedAt });
  };
  const claim = async () => {
    const queue = t.pick(queues);
    const worker = `worker-${t.int(1, 4)}`;
    const path = `/queues/${queue.id}/claim`;
    // The most urgent one; of equals the one that came first.
    const next = of(queue, "ready").reduce((best: any, job) => (best === undefined || job.priority > best.priority ? job : best), undefined);
    const { status, body } = await t.ask("POST", path, next === undefined ? 204 : 200, key, { worker });
    if (next === undefined || status !== 200) return;
    Object.assign(next, { state: "running", worker, tries: next.tries + 1 });
    t.same("a claimed job", body, next);
  };
  const finish = async () => {
    const running = jobs.filter((job) => job.state === "running");
    const job = t.pick(t.chance(0.92) && running.length > 0 ? running : jobs);
    if (job === undefined) return;
    const worker = job.worker ?? "worker-1";
    const isDone = t.chance(0.7);
    const path = `/jobs/${job.id}/${isDone ? "complete" : "fail"}`;
    const body = isDone ? { worker } : { worker, error: t.pick(["timeout after 30 s", "ECONNRESET", "out of memory: 100%"]) };
    if (job.state !== "running") return void (await t.refused("POST", path, 409, "not_running", key, body));
    if (t.chance(0.08)) return void (await t.refused("POST", path, 403, "not_yours", key, { ...body, worker: "somebody-else" }));
    const answer = await t.ask("POST", path, 200, key, body);
    if (answer.status !== 200) return;
    const attempts = queues.find(({ id }) => id === job.queue).attempts;
    if (isDone) job.state = "done";
    else Object.assign(job, { error: body.error, worker: null, state: job.tries >= attempts ? "failed" : "ready" });
    t.same("a finished job", answer.body, job);
  };
  const look = async () => {
    const queue = t.pick(queues);
    const { body } = await t.ask("GET", `/queues/${queue.id}`, 200, key);
    const ready = of(queue, "ready");
    t.same("a queue", body, {
      ready: ready.length,
      running: of(queue, "running").length,
      oldest: ready.map(({ enqueuedAt }) => enqueuedAt).sort()[0] ?? null,
    });
    if (jobs.length === 0) return;
    const job = t.pick(jobs.slice(-20));
    const one = await t.ask("GET", `/jobs/${job.id}`, 200, key);
    t.same("a job", one.body, job);
    if (t.chance(0.3)) {
      const claims = await t.ask("GET", `/claims?job=${job.id}`, 200, key);
      t.check(claims.body?.claims?.length === job.tries, `a job of ${job.tries} tries has ${claims.body?.claims?.length} claims`);
    }
  };
  const list = async () => {
    const queue = t.pick(queues);
    const states = t.pick(["ready", "done,failed", "running"]);
    const expected = states.split(",").flatMap((state) => of(queue, state));
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < 8; page++) {
      const at: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const { status, body } = await t.ask("GET", `/jobs?queue=${queue.id}&state=${states}&size=10${at}`, 200, key);
      if (status !== 200) return;
      seen.push(...body.jobs.map(({ id }: any) => id));
      cursor = body.next ?? null;
      if (cursor === null) break;
    }
    if (cursor !== null) return;
    t.check(
      JSON.stringify([...seen].sort()) === JSON.stringify(expected.map(({ id }) => id).sort()),
      `${states}: ${seen.length} jobs are listed, not ${expected.length}`,
    );
  };
  const odd = async () => {
    const kind = t.int(0, 3);
    if (kind === 0) await t.refused("GET", "/jobs", 401, "no_key", { "X-Api-Key": "old-key" });
    if (kind === 1) await t.refused("POST", "/queues", 422, "invalid", key, { name: "Not a name" });
    if (kind === 2) await t.refused("POST", "/queues/none/claim", 404, "not_found", key, { worker: "w" });
    if (kind === 3) await t.ask("POST", "/jobs", 422, key, { queue: t.pick(queues).id, kind: "x", priority: 10 });
  };

  for (let n = 0; n < 3; n++) await addQueue();
  if (queues.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.01) await addQueue();
    else if (dice < 0.28) await enqueue();
    else if (dice < 0.55) await claim();
    else if (dice < 0.78) await finish();
    else if (dice < 0.91) await look();
    else if (dice < 0.97) await list();
    else await odd();
  }
}
