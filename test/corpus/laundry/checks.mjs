// Black-box checks. Run: node THIS_FILE BASE_URL
const BASE = (process.argv[2] || 'http://localhost:3000').replace(/\/+$/, '');
const list = [];
const check = (name, fn) => list.push([name, fn]);
const rnd = (n = 10) => { let s = ''; while (s.length < n) s += 'abcdefghijklmnopqrstuvwxyz0123456789'[Math.floor(Math.random() * 36)]; return s; };
const sleep = ms => new Promise(r => setTimeout(r, ms));
class Fail extends Error {}
const show = v => v === undefined ? 'nothing' : (JSON.stringify(v) ?? String(v)).slice(0, 300);
const fail = (what, exp, got) => { throw new Fail(`expected ${what}${exp === undefined ? '' : ' ' + show(exp)}, got ${show(got)}`); };
const same = (a, b) => {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((x, i) => same(x, b[i]));
  if (a && b && typeof a === 'object' && typeof b === 'object') { const k = Object.keys(a); return k.length === Object.keys(b).length && k.every(x => x in b && same(a[x], b[x])); }
  return false;
};
const eq = (what, got, exp) => { if (!same(got, exp)) fail(what, exp, got); };
const ok = (what, cond, got) => { if (!cond) fail(what, undefined, got); };
const has = (what, got, exp) => { if (!got || typeof got !== 'object') fail(what + ' to be an object', undefined, got); for (const k of Object.keys(exp)) if (!same(got[k], exp[k])) fail(`${what}.${k}`, exp[k], got[k]); };
async function call(method, path, body, headers = {}) {
  const h = { ...headers }; let b;
  if (body !== undefined) { h['content-type'] = 'application/json'; b = typeof body === 'string' ? body : JSON.stringify(body); }
  const r = await fetch(BASE + path, { method, headers: h, body: b, signal: AbortSignal.timeout(15000) });
  const text = await r.text(); let json;
  try { json = JSON.parse(text); } catch {}
  return { status: r.status, body: json, text, headers: r.headers, what: `${method} ${path}` };
}
const st = (r, status) => { if (r.status !== status) throw new Fail(`expected ${r.what} to answer ${status}, got ${r.status} ${r.text.slice(0, 200)}`); return r.body; };
const err = (r, status, code) => { st(r, status); if (r.body?.error !== code) fail(`${r.what} error code`, code, r.body); return r.body; };
const bearer = t => ({ authorization: 'Bearer ' + t });
const as = p => ({ 'x-person': String(p.id) });
const P = async (role = 'student', over = {}) => st(await call('POST', '/people', { name: 'P ' + rnd(), role, floor: 'F' + rnd(), ...over }), 201);
const M = async (m, price = 2, over = {}) => st(await call('POST', '/machines', { name: 'M ' + rnd(), kind: 'washer', price, ...over }, as(m)), 201);
const top = async (m, s, tokens, expires) => st(await call('POST', '/topups', { personId: s.id, tokens, expires }, as(m)), 201);
const see = async (s, by = s) => st(await call('GET', `/people/${s.id}`, undefined, as(by)), 200);
const tok = async s => (await see(s)).tokens;
const start = (s, mc, key) => call('POST', `/machines/${mc.id}/start`, undefined, key ? { ...as(s), 'idempotency-key': key } : as(s));
const fin = (s, run) => call('POST', `/runs/${run.id}/finish`, undefined, as(s));
const brk = (m, mc) => call('POST', `/machines/${mc.id}/break`, undefined, as(m));
const rep = (m, mc) => call('POST', `/machines/${mc.id}/repair`, undefined, as(m));
const send = (a, b, tokens, key) => call('POST', '/transfers', { toId: b.id, tokens }, key ? { ...as(a), 'idempotency-key': key } : as(a));
const mstat = async (s, mc) => st(await call('GET', `/machines/${mc.id}`, undefined, as(s)), 200).status;
const hist = async s => { const b = st(await call('GET', `/people/${s.id}/history`, undefined, as(s)), 200); ok('history to be an array', Array.isArray(b), b); return b.map(x => [x.type, x.tokens]); };
const bat = async s => { const b = (await see(s)).batches; ok('batches to be an array', Array.isArray(b), b); return b.map(x => [x.expires, x.tokens]); };
// a manager, a student with tokens, a machine
const set = async (tokens = 10, price = 2) => { const m = await P('manager'), s = await P(); if (tokens) await top(m, s, tokens); return { m, s, mc: await M(m, price) }; };

check('a person is made', async () => { const name = 'Ada ' + rnd(), p = st(await call('POST', '/people', { name, role: 'student', floor: '3B' }), 201); has('person', p, { name, role: 'student', floor: '3B', tokens: 0 }); ok('an id', p.id !== undefined && p.id !== null, p); has('read', await see(p), { id: p.id, name, role: 'student', floor: '3B', tokens: 0, batches: [] }); });
check('a person needs name, role and floor', async () => { for (const b of [{ role: 'student', floor: 'x' }, { name: 'x', floor: 'x' }, { name: 'x', role: 'student' }, { name: 'x', role: 'boss', floor: 'x' }]) err(await call('POST', '/people', b), 422, 'invalid'); });
check('without a known person nothing goes', async () => { const { mc } = await set(0); err(await call('GET', `/machines/${mc.id}`), 401, 'unauthorized'); err(await call('GET', `/machines/${mc.id}`, undefined, { 'x-person': 'nobody-' + rnd() }), 401, 'unauthorized'); err(await call('GET', '/ranking?floor=3B'), 401, 'unauthorized'); });
check('the manager sells tokens', async () => { const { m, s } = await set(0); await top(m, s, 7); eq('tokens', await tok(s), 7); await top(m, s, 50); eq('tokens', await tok(s), 57); });
check('students sell nothing and make no machines', async () => { const { s } = await set(0); err(await call('POST', '/topups', { personId: s.id, tokens: 5 }, as(s)), 403, 'forbidden'); err(await call('POST', '/machines', { name: 'M ' + rnd(), kind: 'washer', price: 1 }, as(s)), 403, 'forbidden'); eq('tokens', await tok(s), 0); });
check('nonsense topups', async () => { const { m, s } = await set(0); for (const tokens of [0, 51, -3, 1.5, '5', null]) err(await call('POST', '/topups', { personId: s.id, tokens }, as(m)), 422, 'invalid'); err(await call('POST', '/topups', { personId: s.id, tokens: 5, expires: 'soon' }, as(m)), 422, 'invalid'); eq('tokens', await tok(s), 0); err(await call('POST', '/topups', { personId: 'none-' + rnd(), tokens: 5 }, as(m)), 404, 'not_found'); });
check('batches by date, never last, one per date', async () => { const { m, s } = await set(0); await top(m, s, 1, null); await top(m, s, 2, '2098-12-31'); await top(m, s, 3, '2097-01-31'); await top(m, s, 4, '2098-12-31'); await top(m, s, 5); eq('batches', await bat(s), [['2097-01-31', 3], ['2098-12-31', 6], [null, 6]]); eq('tokens', await tok(s), 15); });
check('old tokens are taken but do not count', async () => { const { m, s, mc } = await set(0); await top(m, s, 5, '2020-03-31'); await top(m, s, 1); eq('tokens', await tok(s), 1); eq('batches', await bat(s), [[null, 1]]); err(await start(s, mc), 409, 'not_enough_tokens'); err(await send(s, await P(), 2), 409, 'not_enough_tokens'); });
check('looking at a person', async () => { const { m, s } = await set(4), o = await P(); has('by manager', await see(s, m), { id: s.id, tokens: 4 }); err(await call('GET', `/people/${s.id}`, undefined, as(o)), 403, 'forbidden'); err(await call('GET', `/people/${s.id}/history`, undefined, as(o)), 403, 'forbidden'); err(await call('GET', `/people/none-${rnd()}`, undefined, as(m)), 404, 'not_found'); });
check('a machine is made and read', async () => { const { m, s } = await set(0), name = 'Bosch ' + rnd(); const mc = await M(m, 3, { name, kind: 'dryer' }); has('machine', mc, { name, kind: 'dryer', price: 3, status: 'free' }); has('read', st(await call('GET', `/machines/${mc.id}`, undefined, as(s)), 200), { id: mc.id, name, kind: 'dryer', price: 3, status: 'free' }); err(await call('GET', `/machines/none-${rnd()}`, undefined, as(s)), 404, 'not_found'); });
check('bad machines', async () => { const { m, mc } = await set(0); for (const o of [{ kind: 'iron' }, { price: 0 }, { price: 11 }, { price: 2.5 }, { name: undefined }]) err(await call('POST', '/machines', { name: 'M ' + rnd(), kind: 'washer', price: 2, ...o }, as(m)), 422, 'invalid'); err(await call('POST', '/machines', { name: mc.name, kind: 'dryer', price: 1 }, as(m)), 409, 'name_taken'); });
check('start takes the price', async () => { const { s, mc } = await set(5, 3); const run = st(await start(s, mc), 201); has('run', run, { machineId: mc.id, personId: s.id, tokens: 3, status: 'running' }); eq('tokens', await tok(s), 2); eq('machine', await mstat(s, mc), 'running'); has('read', st(await call('GET', `/runs/${run.id}`, undefined, as(s)), 200), { id: run.id, tokens: 3, status: 'running' }); });
check('start uses the soonest first', async () => { const { m, s, mc } = await set(0, 4); await top(m, s, 5); await top(m, s, 3, '2098-06-30'); await top(m, s, 2, '2097-06-30'); st(await start(s, mc), 201); eq('batches', await bat(s), [['2098-06-30', 1], [null, 5]]); });
check('managers do not wash', async () => { const { m, mc } = await set(0); err(await start(m, mc), 403, 'forbidden'); });
check('no machine, no start', async () => { const { s } = await set(); err(await start(s, { id: 'none-' + rnd() }), 404, 'not_found'); });
check('a busy machine is busy', async () => { const { m, s, mc } = await set(), o = await P(); await top(m, o, 5); st(await start(s, mc), 201); err(await start(o, mc), 409, 'machine_busy'); eq('tokens', await tok(o), 5); });
check('two at one machine at the same moment, one wins', async () => { const { m, s, mc } = await set(5), o = await P(); await top(m, o, 5); const r = await Promise.all([start(s, mc), start(o, mc)]); eq('statuses', r.map(x => x.status).sort(), [201, 409]); eq('tokens of both', await tok(s) + await tok(o), 8); });
check('only two running at once', async () => { const { m, s, mc } = await set(20), b = await M(m), c = await M(m); const r = st(await start(s, mc), 201); st(await start(s, b), 201); err(await start(s, c), 409, 'too_many_runs'); st(await fin(s, r), 200); st(await start(s, c), 201); eq('tokens', await tok(s), 14); });
check('order of the reasons', async () => { const { m, s, mc } = await set(4), b = await M(m), c = await M(m, 9), d = await M(m, 9), o = await P(); await top(m, o, 20); st(await start(s, mc), 201); st(await start(s, b), 201); eq('tokens', await tok(s), 0); err(await start(s, c), 409, 'too_many_runs'); st(await start(o, c), 201); err(await start(s, c), 409, 'machine_busy'); st(await brk(m, d), 200); err(await start(s, d), 409, 'machine_broken'); });
check('not enough tokens, nothing taken', async () => { const { s, mc } = await set(2, 3); err(await start(s, mc), 409, 'not_enough_tokens'); eq('tokens', await tok(s), 2); eq('machine', await mstat(s, mc), 'free'); });
check('finish frees the machine', async () => { const { s, mc } = await set(), run = st(await start(s, mc), 201); has('run', st(await fin(s, run), 200), { id: run.id, status: 'finished' }); eq('machine', await mstat(s, mc), 'free'); eq('tokens', await tok(s), 8); err(await fin(s, run), 409, 'not_running'); });
check('who may finish and see a run', async () => { const { m, s, mc } = await set(), o = await P(), run = st(await start(s, mc), 201); err(await fin(o, run), 403, 'forbidden'); err(await call('GET', `/runs/${run.id}`, undefined, as(o)), 403, 'forbidden'); has('run', st(await call('GET', `/runs/${run.id}`, undefined, as(m)), 200), { id: run.id, status: 'running' }); st(await fin(m, run), 200); err(await fin(m, { id: 'none-' + rnd() }), 404, 'not_found'); });
check('break refunds what was running, dates kept', async () => { const { m, s, mc } = await set(0, 4); await top(m, s, 5); await top(m, s, 3, '2098-06-30'); const run = st(await start(s, mc), 201); eq('batches', await bat(s), [[null, 4]]); has('machine', st(await brk(m, mc), 200), { id: mc.id, status: 'broken' }); eq('batches', await bat(s), [['2098-06-30', 3], [null, 5]]); eq('run', st(await call('GET', `/runs/${run.id}`, undefined, as(s)), 200).status, 'refunded'); err(await fin(s, run), 409, 'not_running'); eq('machine', await mstat(s, mc), 'broken'); });
check('a refund does not touch earlier finished runs', async () => { const { m, s, mc } = await set(6), run = st(await start(s, mc), 201); st(await fin(s, run), 200); st(await brk(m, mc), 200); eq('tokens', await tok(s), 4); eq('run', st(await call('GET', `/runs/${run.id}`, undefined, as(s)), 200).status, 'finished'); });
check('break and repair', async () => { const { m, s, mc } = await set(); err(await brk(s, mc), 403, 'forbidden'); err(await rep(m, mc), 409, 'not_broken'); st(await brk(m, mc), 200); err(await rep(s, mc), 403, 'forbidden'); err(await start(s, mc), 409, 'machine_broken'); has('machine', st(await rep(m, mc), 200), { id: mc.id, status: 'free' }); st(await start(s, mc), 201); });
check('transfer moves tokens with their dates', async () => { const { m, s } = await set(0), o = await P(); await top(m, s, 4); await top(m, s, 3, '2098-06-30'); await top(m, o, 1, '2098-06-30'); st(await send(s, o, 5), 201); eq('sender', await bat(s), [[null, 2]]); eq('receiver', await bat(o), [['2098-06-30', 4], [null, 2]]); });
check('transfer that cannot be', async () => { const { m, s } = await set(3), o = await P(); err(await send(s, o, 4), 409, 'not_enough_tokens'); err(await send(s, s, 1), 422, 'invalid'); err(await send(s, { id: 'none-' + rnd() }, 1), 404, 'not_found'); for (const n of [0, -2, 1.5]) err(await send(s, o, n), 422, 'invalid'); err(await send(m, o, 1), 403, 'forbidden'); eq('sender', await tok(s), 3); eq('receiver', await tok(o), 0); });
check('a repeated start is charged once', async () => { const { s, mc } = await set(10, 3), k = rnd(20), a = st(await start(s, mc, k), 201), b = st(await start(s, mc, k), 201); eq('same answer', b, a); eq('tokens', await tok(s), 7); st(await fin(s, a), 200); eq('same run later', st(await start(s, mc, k), 201).id, a.id); eq('tokens', await tok(s), 7); eq('machine', await mstat(s, mc), 'free'); });
check('a repeated transfer moves once', async () => { const { s } = await set(10), o = await P(), k = rnd(20); const a = st(await send(s, o, 3, k), 201); eq('same answer', st(await send(s, o, 3, k), 201), a); eq('sender', await tok(s), 7); eq('receiver', await tok(o), 3); st(await send(s, o, 3), 201); st(await send(s, o, 3), 201); eq('without a key it is twice', await tok(o), 9); });
check('pressed twice at the same moment', async () => { const { s } = await set(10), o = await P(), k = rnd(20); await Promise.all([send(s, o, 3, k), send(s, o, 3, k), send(s, o, 3, k)]); eq('sender', await tok(s), 7); eq('receiver', await tok(o), 3); });
check('same key for something else', async () => { const { m, s, mc } = await set(10), o = await P(), k = rnd(20), mc2 = await M(m); st(await send(s, o, 3, k), 201); err(await send(s, o, 2, k), 409, 'key_reused'); err(await start(s, mc, k), 409, 'key_reused'); const j = rnd(20); st(await start(s, mc, j), 201); err(await start(s, mc2, j), 409, 'key_reused'); eq('tokens', await tok(s), 5); });
check('same key of another person is no matter', async () => { const { m, s } = await set(5), o = await P(), z = await P(), k = rnd(20); await top(m, o, 5); st(await send(s, z, 2, k), 201); st(await send(o, z, 2, k), 201); eq('receiver', await tok(z), 4); });
check('a refused request leaves the key', async () => { const { m, s } = await set(1), o = await P(), k = rnd(20); err(await send(s, o, 4, k), 409, 'not_enough_tokens'); await top(m, s, 9); st(await send(s, o, 5, k), 201); eq('receiver', await tok(o), 5); });
check('history tells all, oldest first', async () => { const { m, s, mc } = await set(10, 3), o = await P(), k = rnd(20); st(await send(s, o, 2, k), 201); st(await send(s, o, 2, k), 201); st(await start(s, mc), 201); st(await brk(m, mc), 200); st(await send(o, s, 1), 201); err(await send(s, o, 40), 409, 'not_enough_tokens'); eq('history', await hist(s), [['topup', 10], ['sent', -2], ['start', -3], ['refund', 3], ['received', 1]]); eq('history of the other', await hist(o), [['received', 2], ['sent', -1]]); });
check('ranking with ties', async () => { const { m, mc } = await set(0, 1), floor = 'F' + rnd(), x = rnd(6), ps = []; await P('manager', { floor }); for (const [n, runs] of [['cleo', 1], ['dora', 0], ['bert', 2], ['anna', 1]]) { const p = await P('student', { name: `${n} ${x}`, floor }); await top(m, p, 5); for (let i = 0; i < runs; i++) st(await fin(p, st(await start(p, mc), 201)), 200); ps.push(p); } const d = ps[1]; st(await start(d, mc), 201); st(await brk(m, mc), 200); const l = st(await call('GET', '/ranking?floor=' + floor, undefined, as(d)), 200); ok('an array', Array.isArray(l), l); eq('ranking', l.map(r => [r.rank, r.personId, r.name, r.runs]), [[1, ps[2].id, ps[2].name, 2], [2, ps[3].id, ps[3].name, 1], [2, ps[0].id, ps[0].name, 1], [4, d.id, d.name, 0]]); });

let good = 0;
for (const [name, fn] of list) {
  try { await fn(); good++; console.log(`ok ${name}`); }
  catch (e) { console.log(`FAIL ${name}: ${e instanceof Fail ? e.message : 'expected a usable answer, got ' + (e?.cause?.message || e?.message || e)}`.replace(/\n/g, ' ')); }
}
console.log(`${good} of ${list.length}`);
process.exitCode = 0;
