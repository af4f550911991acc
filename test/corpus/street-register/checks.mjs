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
const err = (r, status, code) => { st(r, status); if (r.body?.error?.code !== code) fail(`${r.what} error.code`, code, r.body); ok(`${r.what} error.message to be a text`, typeof r.body.error.message === 'string' && r.body.error.message.trim(), r.body); return r.body; };
const bad = (r, ...f) => { const b = err(r, 400, 'invalid').error; ok('error.fields to be an object', b.fields && typeof b.fields === 'object' && !Array.isArray(b.fields), b); eq('names in error.fields', Object.keys(b.fields).sort(), f.sort()); ok('each field with a text', Object.values(b.fields).every(x => typeof x === 'string' && x), b.fields); };
const e = encodeURIComponent;
const S = async (over = {}) => st(await call('POST', '/streets', { name: 'Street ' + rnd(), ...over }), 201);
const body = (s, over = {}) => ({ streetId: s.id, kind: 'noise', description: 'Barking dogs ' + rnd(), reporter: 'Ann ' + rnd(), happenedOn: '2025-03-09', ...over });
const C = async (s, over = {}) => st(await call('POST', '/complaints', body(s, over)), 201);
const G = async c => st(await call('GET', `/complaints/${e(c.id)}`), 200);
const P = (c, b) => call('PATCH', `/complaints/${e(c.id)}`, b);
const L = async (s, q = '') => { const b = st(await call('GET', `/complaints?streetId=${e(s.id)}${q}`), 200); ok('items to be a list', Array.isArray(b?.items), b); return b; };
const ids = l => l.items.map(x => x.id);

check('a street is entered and read', async () => { eq('lamps when not said', (await S()).lamps, 0); const name = 'Mill ' + rnd(), s = st(await call('POST', '/streets', { name, lamps: 12 }), 201); has('street', s, { name, lamps: 12 }); ok('an id', s.id !== undefined && s.id !== null, s); has('read', st(await call('GET', `/streets/${e(s.id)}`), 200), { id: s.id, name, lamps: 12 }); });
check('street limits', async () => { await S({ name: (rnd(20) + 'x'.repeat(80)).slice(0, 80), lamps: 500 }); bad(await call('POST', '/streets', { name: (rnd(20) + 'x'.repeat(81)).slice(0, 81), lamps: 501 }), 'name', 'lamps'); bad(await call('POST', '/streets', { lamps: -1 }), 'name', 'lamps'); bad(await call('POST', '/streets', { name: '', lamps: 1.5 }), 'name', 'lamps'); bad(await call('POST', '/streets', { name: 'S ' + rnd(), lamps: '3' }), 'lamps'); });
check('same street name, also in capitals', async () => { const name = 'Lane ' + rnd(); await S({ name }); err(await call('POST', '/streets', { name }), 409, 'street_exists'); err(await call('POST', '/streets', { name: name.toUpperCase() }), 409, 'street_exists'); });
check('an unused street can go', async () => { const s = await S(); st(await call('DELETE', `/streets/${e(s.id)}`), 204); err(await call('GET', `/streets/${e(s.id)}`), 404, 'not_found'); err(await call('DELETE', `/streets/${e(s.id)}`), 404, 'not_found'); });
check('a street with complaints stays', async () => { const s = await S(), c = await C(s); err(await call('DELETE', `/streets/${e(s.id)}`), 409, 'street_in_use'); st(await call('GET', `/streets/${e(s.id)}`), 200); st(await call('DELETE', `/complaints/${e(c.id)}`), 204); st(await call('DELETE', `/streets/${e(s.id)}`), 204); });
check('a complaint with everything', async () => { const s = await S(), b = body(s, { kind: 'light', severity: 5, lampNumber: 'L-0042' }), c = st(await call('POST', '/complaints', b), 201); has('complaint', c, { ...b, status: 'open' }); has('read', await G(c), { id: c.id, ...b, status: 'open' }); });
check('optional things fall to normal', async () => { const c = await C(await S()); has('complaint', c, { severity: 3, lampNumber: null, status: 'open' }); has('read', await G(c), { severity: 3, lampNumber: null, status: 'open' }); });
check('missing values are named', async () => bad(await call('POST', '/complaints', {}), 'streetId', 'kind', 'description', 'reporter', 'happenedOn'));
check('every wrong value is named', async () => { const s = await S(); bad(await call('POST', '/complaints', body(s, { kind: 'smell', description: 'too short', reporter: '', happenedOn: 'yesterday', severity: 6, lampNumber: '42' })), 'kind', 'description', 'reporter', 'happenedOn', 'severity', 'lampNumber'); eq('total', (await L(s)).total, 0); });
check('an unknown street is a wrong value', async () => { const s = await S(); st(await call('DELETE', `/streets/${e(s.id)}`), 204); bad(await call('POST', '/complaints', body(s)), 'streetId'); });
check('lengths of description and reporter', async () => { const s = await S(); await C(s, { description: 'x'.repeat(10), reporter: 'y' }); await C(s, { description: 'x'.repeat(500), reporter: 'y'.repeat(60) }); bad(await call('POST', '/complaints', body(s, { description: 'x'.repeat(9) })), 'description'); bad(await call('POST', '/complaints', body(s, { description: 'x'.repeat(501), reporter: 'y'.repeat(61) })), 'description', 'reporter'); });
check('severity is a whole number from 1 to 5', async () => { const s = await S(); for (const severity of [1, 5]) eq('severity', (await C(s, { severity })).severity, severity); for (const severity of [0, 6, 2.5, '3']) bad(await call('POST', '/complaints', body(s, { severity })), 'severity'); });
check('a real calendar day', async () => { const s = await S(); eq('leap day', (await C(s, { happenedOn: '2024-02-29' })).happenedOn, '2024-02-29'); for (const happenedOn of ['2025-02-29', '2025-04-31', '2025-13-01', '09.03.2025']) bad(await call('POST', '/complaints', body(s, { happenedOn })), 'happenedOn'); });
check('the plate on the pole', async () => { const s = await S(); for (const lampNumber of ['l-0042', 'L-042', 'L-00042', 'L0042', 'XL-0042']) bad(await call('POST', '/complaints', body(s, { kind: 'light', lampNumber })), 'lampNumber'); });
check('patch changes only what is sent', async () => { const s = await S(), c = await C(s, { severity: 4 }); const exp = { id: c.id, streetId: s.id, kind: 'noise', reporter: c.reporter, happenedOn: '2025-03-09', severity: 4, lampNumber: null, status: 'in_progress', description: 'Much quieter by now' }; has('answer', st(await P(c, { status: 'in_progress', description: 'Much quieter by now' }), 200), exp); has('read', await G(c), exp); st(await P(c, { status: 'closed' }), 200); eq('status', (await G(c)).status, 'closed'); });
check('a wrong patch changes nothing', async () => { const c = await C(await S()); bad(await P(c, { severity: 1, status: 'lost' }), 'status'); has('read', await G(c), { severity: 3, status: 'open' }); bad(await P(c, { kind: 'light', description: 'short', severity: 9 }), 'description', 'severity'); eq('kind', (await G(c)).kind, 'noise'); });
check('the plate comes off with null', async () => { const c = await C(await S(), { kind: 'light', lampNumber: 'L-0007' }); eq('lampNumber', st(await P(c, { lampNumber: null }), 200).lampNumber, null); eq('read', (await G(c)).lampNumber, null); });
check('a deleted complaint is gone', async () => { const s = await S(), c = await C(s); st(await call('DELETE', `/complaints/${e(c.id)}`), 204); err(await call('GET', `/complaints/${e(c.id)}`), 404, 'not_found'); err(await P(c, { severity: 2 }), 404, 'not_found'); err(await call('DELETE', `/complaints/${e(c.id)}`), 404, 'not_found'); eq('total', (await L(s)).total, 0); });
check('pages', async () => { const s = await S(), all = []; for (let i = 0; i < 5; i++) all.push((await C(s)).id); const l = await L(s, '&pageSize=2&page=2'); has('page 2', l, { total: 5, page: 2, pageSize: 2 }); eq('ids', ids(l), all.slice(2, 4)); eq('last page', ids(await L(s, '&pageSize=2&page=3')), all.slice(4)); has('past the end', await L(s, '&pageSize=2&page=4'), { items: [], total: 5 }); });
check('20 a page normally', async () => { const s = await S(); for (let i = 0; i < 22; i++) await C(s); const l = await L(s); has('list', l, { total: 22, page: 1, pageSize: 20 }); eq('length', l.items.length, 20); eq('length with pageSize=100', (await L(s, '&pageSize=100')).items.length, 22); });
check('filters by kind and status combine', async () => { const s = await S(), a = await C(s), b = await C(s, { kind: 'light' }), c = await C(s, { kind: 'light' }); await C(await S(), { kind: 'light' }); st(await P(c, { status: 'closed' }), 200); eq('light', ids(await L(s, '&kind=light')), [b.id, c.id]); eq('open', ids(await L(s, '&status=open')), [a.id, b.id]); const l = await L(s, '&kind=light&status=closed'); eq('light and closed', ids(l), [c.id]); eq('total', l.total, 1); });
check('from and to include their days', async () => { const s = await S(), x = []; for (const happenedOn of ['2025-01-31', '2025-02-01', '2025-02-14', '2025-02-28', '2025-03-01']) x.push((await C(s, { happenedOn })).id); eq('February', ids(await L(s, '&from=2025-02-01&to=2025-02-28')), x.slice(1, 4)); eq('from', ids(await L(s, '&from=2025-02-28')), x.slice(3)); eq('to', ids(await L(s, '&to=2025-01-31')), x.slice(0, 1)); });
check('q looks in description and reporter', async () => { const s = await S(), w = rnd(); const a = await C(s, { description: `Loud xx${w}yy at night` }), b = await C(s, { reporter: 'Mr ' + w.toUpperCase() }); await C(s); const l = await L(s, '&q=' + w); eq('ids', ids(l), [a.id, b.id]); eq('total', l.total, 2); eq('in capitals', ids(await L(s, '&q=' + w.toUpperCase())), [a.id, b.id]); });
check('q is plain text', async () => { const s = await S(); const a = await C(s, { reporter: 'Al Bell', description: 'The lamp works 50% of it' }), b = await C(s, { reporter: 'Al Bell', description: 'The lamp works 50 nights' }), c = await C(s, { reporter: 'Al Bell', description: 'Sign says a.c (broken)' }); await C(s, { reporter: 'Al Bell', description: 'Sign says abc (broken)' }); eq('50%', ids(await L(s, '&q=' + e('50%'))), [a.id]); eq('50', ids(await L(s, '&q=50')), [a.id, b.id]); eq('a.c (', ids(await L(s, '&q=' + e('a.c ('))), [c.id]); });
check('sort by day, equals as entered', async () => { const s = await S(), x = []; for (const happenedOn of ['2025-02-02', '2025-01-01', '2025-02-02', '2024-12-31']) x.push((await C(s, { happenedOn })).id); eq('happenedOn', ids(await L(s, '&sort=happenedOn')), [x[3], x[1], x[0], x[2]]); eq('-happenedOn', ids(await L(s, '&sort=-happenedOn')), [x[0], x[2], x[1], x[3]]); eq('unsorted', ids(await L(s)), x); });
check('sort by severity, with pages', async () => { const s = await S(), x = []; for (const severity of [2, 5, 1, 5]) x.push((await C(s, { severity })).id); eq('severity', ids(await L(s, '&sort=severity')), [x[2], x[0], x[1], x[3]]); eq('-severity', ids(await L(s, '&sort=-severity')), [x[1], x[3], x[0], x[2]]); eq('second page', ids(await L(s, '&sort=-severity&pageSize=2&page=2')), [x[0], x[2]]); });
check('nonsense in the query', async () => { for (const [k, v] of [['page', '0'], ['page', 'x'], ['pageSize', '0'], ['pageSize', '101'], ['kind', 'smell'], ['status', 'lost'], ['from', 'yesterday'], ['to', 'soon'], ['sort', 'colour']]) bad(await call('GET', `/complaints?${k}=${v}`), k); });
check('figures of a street', async () => { const s = await S(); for (const [kind, severity, status] of [['noise', 1, 'closed'], ['noise', 2, 'open'], ['noise', 2, 'open']]) { const c = await C(s, { kind, severity }); if (status !== 'open') st(await P(c, { status }), 200); } await C(await S(), { kind: 'light' }); has('summary', st(await call('GET', `/streets/${e(s.id)}/summary`), 200), { total: 3, byStatus: { open: 2, in_progress: 0, closed: 1 }, byKind: { noise: 3, light: 0 }, averageSeverity: 1.7 }); });
check('figures without complaints', async () => { const s = await S(); has('summary', st(await call('GET', `/streets/${e(s.id)}/summary`), 200), { total: 0, byStatus: { open: 0, in_progress: 0, closed: 0 }, byKind: { noise: 0, light: 0 }, averageSeverity: null }); st(await call('DELETE', `/streets/${e(s.id)}`), 204); err(await call('GET', `/streets/${e(s.id)}/summary`), 404, 'not_found'); });
check('a body that is not JSON', async () => { err(await call('POST', '/complaints', '{"kind": '), 400, 'bad_json'); err(await call('POST', '/streets', 'Mill Lane'), 400, 'bad_json'); });

let good = 0;
for (const [name, fn] of list) {
  try { await fn(); good++; console.log(`ok ${name}`); }
  catch (e) { console.log(`FAIL ${name}: ${e instanceof Fail ? e.message : 'expected a usable answer, got ' + (e?.cause?.message || e?.message || e)}`.replace(/\n/g, ' ')); }
}
console.log(`${good} of ${list.length}`);
process.exitCode = 0;
