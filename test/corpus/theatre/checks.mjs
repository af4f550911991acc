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
const D1 = { 'x-desk': 'north' }, D2 = { 'x-desk': 'south' };
const show_ = (over = {}) => ({ title: 'Play ' + rnd(), starts_at: '2031-05-04T19:30:00Z', capacity: 10, ...over });
const S = async (over = {}) => st(await call('POST', '/shows', show_(over), D1), 201);
const hold = (s, seats, ttl, d = D1) => call('POST', `/shows/${s.id}/holds`, { seats, ...(ttl === undefined ? {} : { ttl_seconds: ttl }) }, d);
const H = async (s, seats = 2, ttl, d = D1) => st(await hold(s, seats, ttl, d), 201);
const free = async s => st(await call('GET', `/shows/${s.id}`), 200).free;
const confirm = (h, d = D1) => call('POST', `/holds/${h.id}/confirm`, { customer: 'Mrs Vos' }, d);
const cancel = (h, d = D1) => call('POST', `/holds/${h.id}/cancel`, undefined, d);
const state = async h => st(await call('GET', `/holds/${h.id}`), 200).state;
const many = (hs, d = D1) => call('POST', '/holds/confirm', { ids: hs.map(h => h.id), customer: 'Family Vos' }, d);

check('a show is made, open and free', async () => { const b = show_({ capacity: 40 }), s = st(await call('POST', '/shows', b, D1), 201); has('show', s, { title: b.title, capacity: 40, free: 40, state: 'open' }); eq('starts_at', Date.parse(s.starts_at), Date.parse(b.starts_at)); has('read', st(await call('GET', `/shows/${s.id}`), 200), { id: s.id, title: b.title, capacity: 40, free: 40, state: 'open' }); });
check('every POST must name the desk', async () => { err(await call('POST', '/shows', show_()), 400, 'desk_missing'); const s = await S(), h = await H(s); err(await call('POST', `/shows/${s.id}/holds`, { seats: 1 }), 400, 'desk_missing'); err(await call('POST', `/holds/${h.id}/confirm`, { customer: 'a' }), 400, 'desk_missing'); err(await call('POST', `/shows/${s.id}/close`), 400, 'desk_missing'); eq('free', await free(s), 8); });
check('badly filled in shows', async () => { for (const b of [{ title: '' }, { starts_at: 'tomorrow' }, { capacity: 0 }, { capacity: 501 }, { capacity: 1.5 }, { title: undefined }]) err(await call('POST', '/shows', show_(b), D1), 400, 'invalid'); });
check('the same show again', async () => { const s = await S(); err(await call('POST', '/shows', show_({ title: s.title }), D2), 409, 'duplicate_show'); st(await call('POST', '/shows', show_({ title: s.title, starts_at: '2031-05-05T19:30:00Z' }), D1), 201); });
check('what we do not have', async () => { const none = 'none' + rnd(); err(await call('GET', `/shows/${none}`), 404, 'not_found'); err(await call('GET', `/holds/${none}`), 404, 'not_found'); err(await call('POST', `/shows/${none}/holds`, { seats: 1 }, D1), 404, 'not_found'); err(await call('POST', `/holds/${none}/cancel`, undefined, D1), 404, 'not_found'); });
check('a hold takes chairs', async () => { const s = await S(), t = Date.now(), h = await H(s, 4); has('hold', h, { show_id: s.id, seats: 4, state: 'held', desk: 'north' }); const left = (Date.parse(h.expires_at) - t) / 1000; ok('expires_at about 300 seconds from now', left > 240 && left < 360, h.expires_at); eq('free', await free(s), 6); });
check('seats from 1 to 6 and ttl from 1 to 900', async () => { const s = await S(); for (const [n, t] of [[0], [7], [1.5], ['2'], [1, 0], [1, 901]]) err(await hold(s, n, t), 400, 'invalid'); st(await hold(s, 6, 900), 201); eq('free', await free(s), 4); });
check('not enough chairs tells how many are there', async () => { const s = await S({ capacity: 5 }); await H(s, 3); eq('free in the answer', err(await hold(s, 3), 409, 'sold_out').free, 2); await H(s, 2); eq('free', await free(s), 0); });
check('both desks at once never sell too much', async () => { const s = await S({ capacity: 10 }); const rs = await Promise.all(Array.from({ length: 9 }, (_, i) => hold(s, 3, 300, i % 2 ? D1 : D2))); eq('given', rs.filter(r => r.status === 201).length, 3); eq('refused', rs.filter(r => r.status === 409).length, 6); eq('free', await free(s), 1); });
check('confirm', async () => { const s = await S(), h = await H(s); has('hold', st(await confirm(h), 200), { id: h.id, seats: 2, state: 'confirmed', customer: 'Mrs Vos' }); has('read', st(await call('GET', `/holds/${h.id}`), 200), { state: 'confirmed', customer: 'Mrs Vos' }); eq('free', await free(s), 8); });
check('confirm needs a customer', async () => { const h = await H(await S()); err(await call('POST', `/holds/${h.id}/confirm`, {}, D1), 400, 'invalid'); eq('state', await state(h), 'held'); });
check('another desk may not confirm but cancel', async () => { const s = await S(), h = await H(s); err(await confirm(h, D2), 403, 'other_desk'); eq('state', await state(h), 'held'); has('hold', st(await cancel(h, D2), 200), { state: 'cancelled' }); eq('free', await free(s), 10); });
check('what is confirmed can be cancelled', async () => { const s = await S(), h = await H(s, 5); st(await confirm(h), 200); has('hold', st(await cancel(h), 200), { id: h.id, state: 'cancelled' }); eq('free', await free(s), 10); });
check('wrong states', async () => { const s = await S(), a = await H(s), b = await H(s); st(await confirm(a), 200); err(await confirm(a), 409, 'wrong_state'); st(await cancel(b), 200); err(await cancel(b), 409, 'wrong_state'); err(await confirm(b), 409, 'wrong_state'); eq('free', await free(s), 8); });
check('a hold expires and frees its chairs', async () => { const s = await S({ capacity: 4 }), h = await H(s, 4, 1); await sleep(1400); eq('state', await state(h), 'expired'); eq('free', await free(s), 4); err(await confirm(h), 410, 'hold_expired'); err(await cancel(h), 410, 'hold_expired'); st(await hold(s, 4), 201); });
check('an expired hold frees chairs even if nobody looked', async () => { const s = await S({ capacity: 3 }); await H(s, 3, 1); await sleep(1400); st(await hold(s, 3, 300, D2), 201); eq('free', await free(s), 0); });
check('a confirmed hold does not expire', async () => { const s = await S(), h = await H(s, 2, 1); st(await confirm(h), 200); await sleep(1400); eq('state', await state(h), 'confirmed'); eq('free', await free(s), 8); });
check('several are confirmed in the order asked', async () => { const s = await S(), t = await S(), a = await H(s), b = await H(t), c = await H(s); const r = st(await many([c, a, b]), 200); eq('ids', r.holds.map(x => x.id), [c.id, a.id, b.id]); ok('all confirmed', r.holds.every(x => x.state === 'confirmed' && x.customer === 'Family Vos'), r.holds); });
check('several: all or none', async () => { const s = await S(), a = await H(s), b = await H(s), c = await H(s, 1, 300, D2), d = await H(s); st(await cancel(d), 200); const gone = { id: typeof a.id === 'number' ? 999999999 : 'none' + rnd() }; const r = err(await many([c, a, d, gone, b]), 409, 'not_all_confirmable'); eq('ids', r.ids, [c.id, d.id, gone.id]); eq('states', [await state(a), await state(b), await state(c)], ['held', 'held', 'held']); });
check('several: an expired one spoils it', async () => { const s = await S(), a = await H(s), b = await H(s, 1, 1); await sleep(1300); eq('ids', err(await many([a, b]), 409, 'not_all_confirmable').ids, [b.id]); eq('state', await state(a), 'held'); });
check('several: badly filled in', async () => { const a = await H(await S()); err(await call('POST', '/holds/confirm', { ids: [], customer: 'x' }, D1), 400, 'invalid'); err(await call('POST', '/holds/confirm', { ids: [a.id] }, D1), 400, 'invalid'); eq('state', await state(a), 'held'); });
check('closing stops new holds, not the old ones', async () => { const s = await S(), a = await H(s), b = await H(s); has('show', st(await call('POST', `/shows/${s.id}/close`, undefined, D2), 200), { id: s.id, state: 'closed' }); err(await hold(s, 1), 409, 'show_closed'); st(await confirm(a), 200); st(await cancel(b), 200); });
check('closed comes before sold out, and closing twice', async () => { const s = await S({ capacity: 1 }); await H(s, 1); st(await call('POST', `/shows/${s.id}/close`, undefined, D1), 200); err(await hold(s, 1), 409, 'show_closed'); err(await call('POST', `/shows/${s.id}/close`, undefined, D1), 409, 'wrong_state'); });
check('import: every row for itself', async () => { const a = show_(), b = show_({ capacity: 0 }), c = show_(); const r = st(await call('POST', '/shows/import', { rows: [a, b, c, a] }, D1), 200); has('answer', r, { created: 2, failed: 2 }); eq('rows', r.results.map(x => x.row), [1, 2, 3, 4]); eq('status', r.results.map(x => x.status), ['created', 'failed', 'created', 'failed']); eq('errors', [r.results[1].error, r.results[3].error], ['invalid', 'duplicate_show']); has('made', st(await call('GET', `/shows/${r.results[2].id}`), 200), { title: c.title, free: 10 }); });
check('import: a show that was there before', async () => { const s = await S(); const r = st(await call('POST', '/shows/import', { rows: [show_({ title: s.title })] }, D1), 200); has('row', r.results[0], { row: 1, status: 'failed', error: 'duplicate_show' }); has('answer', r, { created: 0, failed: 1 }); });
check('import: up to 100, rows must be a list', async () => { const t = 'Many ' + rnd(); const rows = n => Array.from({ length: n }, (_, i) => show_({ title: t + i })); err(await call('POST', '/shows/import', { rows: rows(101) }, D1), 400, 'invalid'); err(await call('POST', '/shows/import', {}, D1), 400, 'invalid'); eq('created', st(await call('POST', '/shows/import', { rows: rows(100) }, D1), 200).created, 100); });
check('the log tells who did what', async () => { const s = await S(), a = await H(s, 2), b = await H(s, 3, 300, D2); st(await confirm(a), 200); st(await cancel(b, D1), 200); st(await call('POST', `/shows/${s.id}/close`, undefined, D2), 200); const l = st(await call('GET', `/shows/${s.id}/log`), 200); eq('log', l.map(x => [x.event, x.hold_id, x.seats, x.desk]), [['held', a.id, 2, 'north'], ['held', b.id, 3, 'south'], ['confirmed', a.id, 2, 'north'], ['cancelled', b.id, 3, 'north'], ['closed', null, null, 'south']]); ok('at to be times', l.every(x => !Number.isNaN(new Date(x.at).getTime())), l); });
check('the log has nothing of refused or expired things, but of several', async () => { const s = await S({ capacity: 6 }), a = await H(s, 1, 1), b = await H(s), c = await H(s); await hold(s, 6); await confirm(b, D2); await sleep(1300); await call('GET', `/holds/${a.id}`); st(await many([b, c]), 200); const l = st(await call('GET', `/shows/${s.id}/log`), 200); eq('events', l.map(x => x.event), ['held', 'held', 'held', 'confirmed', 'confirmed']); eq('confirmed holds', l.slice(3).map(x => String(x.hold_id)).sort(), [b.id, c.id].map(String).sort()); });
check('nobody changes the log', async () => { const s = await S(); await H(s); for (const m of ['PUT', 'PATCH', 'DELETE']) err(await call(m, `/shows/${s.id}/log`, m === 'DELETE' ? undefined : [], D1), 405, 'log_is_permanent'); eq('length', st(await call('GET', `/shows/${s.id}/log`), 200).length, 1); });
check('shows are listed by start', async () => { const title = 'List ' + rnd(), ids = {}; for (const d of ['03', '01', '02']) ids[d] = (await S({ title, starts_at: `2031-06-${d}T20:00:00Z` })).id; eq('ids', st(await call('GET', '/shows?title=' + encodeURIComponent(title)), 200).map(x => x.id), [ids['01'], ids['02'], ids['03']]); });
check('shows by state and free chairs', async () => { const title = 'List ' + rnd(), q = 'title=' + encodeURIComponent(title); const a = await S({ title, starts_at: '2031-06-01T20:00:00Z' }), b = await S({ title, starts_at: '2031-06-02T20:00:00Z' }); st(await call('POST', `/shows/${a.id}/close`, undefined, D1), 200); await H(b, 1); const g = async x => st(await call('GET', `/shows?${q}&${x}`), 200).map(s => s.id); eq('closed', await g('state=closed'), [a.id]); eq('open', await g('state=open'), [b.id]); eq('min_free 10', await g('min_free=10'), [a.id]); eq('min_free 9', await g('min_free=9'), [a.id, b.id]); });

let good = 0;
for (const [name, fn] of list) {
  try { await fn(); good++; console.log(`ok ${name}`); }
  catch (e) { console.log(`FAIL ${name}: ${e instanceof Fail ? e.message : 'expected a usable answer, got ' + (e?.cause?.message || e?.message || e)}`.replace(/\n/g, ' ')); }
}
console.log(`${good} of ${list.length}`);
process.exitCode = 0;
