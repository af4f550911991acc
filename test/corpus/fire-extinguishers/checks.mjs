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
const num = n => { let s = ''; while (s.length < n) s += Math.floor(Math.random() * 10); return s; };
const code = () => [0, 0, 0].map(() => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[Math.floor(Math.random() * 26)]).join('') + '-' + num(4);
const fe = () => 'FE' + num(8);
const B = async (over = {}) => st(await call('POST', '/buildings', { code: code(), name: 'B ' + rnd(), ...over }), 201);
const mk = (b, over = {}) => ({ serial: fe(), buildingId: b.id, floor: 0, type: 'foam', weightKg: 6, ...over });
const X = async (b, over) => st(await call('POST', '/extinguishers', mk(b, over)), 201);
const I = async (x, date, result = 'passed', inspector = 'Ms Lund') => st(await call('POST', `/extinguishers/${x.id}/inspections`, { date, result, inspector }), 201);
const get = async x => st(await call('GET', `/extinguishers/${x.id}`), 200);
const no = (r, status, code, ...f) => { st(r, status); const e = r.body?.error; if (e?.code !== code) fail(`${r.what} error.code`, code, r.body); ok('error.fields to be an object', e.fields && typeof e.fields === 'object' && !Array.isArray(e.fields), r.body); eq(`${r.what} names in error.fields`, Object.keys(e.fields).sort(), f.sort()); ok('each with a text', Object.values(e.fields).every(v => typeof v === 'string' && v), e.fields); };
const L = async (b, q = '') => { const r = st(await call('GET', `/extinguishers?buildingId=${b.id}${q}`), 200); ok('items to be an array', Array.isArray(r?.items), r); return r; };
const ser = r => r.items.map(x => x.serial);
// serials in a rising order with a random start
const row = n => { const s = 1 + Math.floor(Math.random() * 9e7); return Array.from({ length: n }, (_, i) => 'FE' + String(s + i).padStart(8, '0')); };

check('a building is made and read', async () => { const c = code(), b = st(await call('POST', '/buildings', { code: c, name: 'Mill' }), 201); has('building', b, { code: c, name: 'Mill' }); has('read', st(await call('GET', `/buildings/${b.id}`), 200), { id: b.id, code: c, name: 'Mill' }); });
check('bad buildings', async () => { for (const c of ['HA-0042', 'ham-0042', 'HAM0042', 'HAM-042', 'HAM-00422', 42]) no(await call('POST', '/buildings', { code: c, name: 'x' }), 422, 'invalid', 'code'); no(await call('POST', '/buildings', { code: code(), name: '' }), 422, 'invalid', 'name'); no(await call('POST', '/buildings', {}), 422, 'invalid', 'code', 'name'); });
check('name of 80 characters and not 81', async () => { await B({ name: 'x'.repeat(80) }); no(await call('POST', '/buildings', { code: code(), name: 'x'.repeat(81) }), 422, 'invalid', 'name'); });
check('a code never twice', async () => { const b = await B(); no(await call('POST', '/buildings', { code: b.code, name: 'other' }), 409, 'duplicate', 'code'); });
check('things not there', async () => { const n = '/none-' + rnd(); for (const [m, p, b] of [['GET', '/buildings' + n], ['DELETE', '/buildings' + n], ['GET', `/buildings${n}/summary`], ['GET', '/extinguishers' + n], ['PATCH', '/extinguishers' + n, { floor: 1 }], ['DELETE', '/extinguishers' + n], ['GET', `/extinguishers${n}/inspections`], ['POST', `/extinguishers${n}/inspections`, { date: '2024-01-01', result: 'passed', inspector: 'x' }]]) no(await call(m, p, b), 404, 'not_found'); });
check('an extinguisher is made and read', async () => { const b = await B(), serial = fe(), x = await X(b, { serial, floor: -1, type: 'co2', weightKg: 2.5, note: 'by the lift' }), exp = { serial, buildingId: b.id, floor: -1, type: 'co2', weightKg: 2.5, note: 'by the lift', lastResult: null }; has('extinguisher', x, exp); has('read', await get(x), { id: x.id, ...exp }); eq('note left out', (await X(b)).note, null); });
check('all missing fields are named', async () => no(await call('POST', '/extinguishers', {}), 422, 'invalid', 'serial', 'buildingId', 'floor', 'type', 'weightKg'));
check('each wrong field is named', async () => { const b = await B(); for (const [k, vs] of Object.entries({ serial: ['FE1234567', 'FE123456789', 'fe12345678', 'XX12345678'], floor: [-4, 41, 1.5, '1'], type: ['gas', 'CO2', ''], weightKg: [0, -1, 50.1, '6'], note: ['x'.repeat(201), 5] })) for (const v of vs) no(await call('POST', '/extinguishers', mk(b, { [k]: v })), 422, 'invalid', k); });
check('several wrong fields at once', async () => no(await call('POST', '/extinguishers', mk(await B(), { floor: 99, type: 'gas', weightKg: 0 })), 422, 'invalid', 'floor', 'type', 'weightKg'));
check('limits themselves are fine', async () => { const b = await B(); await X(b, { floor: -3, weightKg: 50 }); await X(b, { floor: 40, weightKg: 0.1, note: 'x'.repeat(200) }); });
check('a building that does not exist is a wrong field', async () => { no(await call('POST', '/extinguishers', mk({ id: 'none-' + rnd() })), 422, 'invalid', 'buildingId'); const x = await X(await B()); no(await call('PATCH', `/extinguishers/${x.id}`, { buildingId: 'none-' + rnd() }), 422, 'invalid', 'buildingId'); });
check('a serial never twice', async () => { const x = await X(await B()), c = await B(), y = await X(c); no(await call('POST', '/extinguishers', mk(c, { serial: x.serial })), 409, 'duplicate', 'serial'); no(await call('PATCH', `/extinguishers/${y.id}`, { serial: x.serial }), 409, 'duplicate', 'serial'); st(await call('PATCH', `/extinguishers/${y.id}`, { serial: y.serial }), 200); });
check('patch is some of it', async () => { const b = await B(), c = await B(), x = await X(b, { note: 'keep' }); const exp = { id: x.id, serial: x.serial, buildingId: c.id, floor: 7, type: 'foam', weightKg: 6, note: 'keep' }; has('patched', st(await call('PATCH', `/extinguishers/${x.id}`, { floor: 7, buildingId: c.id }), 200), exp); has('read', await get(x), exp); });
check('a bad patch changes nothing', async () => { const x = await X(await B()); no(await call('PATCH', `/extinguishers/${x.id}`, { floor: 5, type: 'gas' }), 422, 'invalid', 'type'); has('read', await get(x), { floor: 0, type: 'foam' }); });
check('delete an extinguisher', async () => { const x = await X(await B()); await I(x, '2024-05-01'); st(await call('DELETE', `/extinguishers/${x.id}`), 204); no(await call('GET', `/extinguishers/${x.id}`), 404, 'not_found'); no(await call('GET', `/extinguishers/${x.id}/inspections`), 404, 'not_found'); });
check('an inspection is noted', async () => { const x = await X(await B()); has('inspection', await I(x, '2024-02-29', 'refilled', 'Mr Ode'), { extinguisherId: x.id, date: '2024-02-29', result: 'refilled', inspector: 'Mr Ode' }); eq('lastResult', (await get(x)).lastResult, 'refilled'); });
check('bad inspections', async () => { const x = await X(await B()), p = b => call('POST', `/extinguishers/${x.id}/inspections`, b); for (const d of ['2023-02-29', '2024-13-01', '01.05.2024', 'today']) no(await p({ date: d, result: 'passed', inspector: 'x' }), 422, 'invalid', 'date'); no(await p({ date: '2024-01-01', result: 'ok', inspector: 'x'.repeat(61) }), 422, 'invalid', 'result', 'inspector'); no(await p({}), 422, 'invalid', 'date', 'result', 'inspector'); eq('lastResult', (await get(x)).lastResult, null); });
check('inspections latest first, later entered first', async () => { const x = await X(await B()), a = await I(x, '2024-03-01', 'passed'), b = await I(x, '2024-06-01', 'failed'), c = await I(x, '2024-06-01', 'refilled'), d = await I(x, '2023-01-01', 'failed'); const l = st(await call('GET', `/extinguishers/${x.id}/inspections`), 200); ok('an array', Array.isArray(l), l); eq('ids', l.map(i => i.id), [c.id, b.id, a.id, d.id]); eq('lastResult', (await get(x)).lastResult, 'refilled'); eq('none', st(await call('GET', `/extinguishers/${(await X(await B())).id}/inspections`), 200), []); });
check('pages', async () => { const b = await B(), s = row(5); for (const serial of s) await X(b, { serial }); const r = await L(b, '&size=2&page=2'); has('list', r, { total: 5, page: 2, size: 2 }); eq('serials', ser(r), s.slice(2, 4)); const e = await L(b, '&size=2&page=9'); has('past the end', e, { items: [], total: 5 }); });
check('20 a page normally', async () => { const b = await B(); for (let i = 0; i < 22; i++) await X(b); const r = await L(b); has('list', r, { total: 22, page: 1, size: 20 }); eq('length', r.items.length, 20); eq('length with 100', (await L(b, '&size=100')).items.length, 22); });
check('wrong list parameters', async () => { for (const [k, v] of [['page', '0'], ['page', 'x'], ['size', '0'], ['size', '101'], ['sort', 'colour'], ['type', 'gas'], ['floor', 'high'], ['lastResult', 'good']]) no(await call('GET', `/extinguishers?${k}=${v}`), 422, 'invalid', k); });
check('narrow by type, floor and both', async () => { const b = await B(), s = row(4); await X(b, { serial: s[0], type: 'water', floor: 2 }); await X(b, { serial: s[1], type: 'water', floor: -2 }); await X(b, { serial: s[2], type: 'powder', floor: 2 }); await X(await B(), { serial: s[3], type: 'water', floor: 2 }); eq('type', ser(await L(b, '&type=water')), [s[0], s[1]]); eq('floor', ser(await L(b, '&floor=2')), [s[0], s[2]]); const r = await L(b, '&type=water&floor=-2'); eq('both', ser(r), [s[1]]); eq('total', r.total, 1); });
check('narrow by last result', async () => { const b = await B(), s = row(4), x = []; for (const serial of s) x.push(await X(b, { serial })); await I(x[0], '2024-01-01', 'failed'); await I(x[1], '2024-01-01', 'failed'); await I(x[1], '2024-02-01', 'passed'); await I(x[2], '2024-02-01', 'failed'); await I(x[2], '2024-01-01', 'passed'); eq('failed', ser(await L(b, '&lastResult=failed')), [s[0], s[2]]); eq('passed', ser(await L(b, '&lastResult=passed')), [s[1]]); eq('none', ser(await L(b, '&lastResult=none')), [s[3]]); });
check('search in serial and note', async () => { const w = rnd(12), b = await B(), s = row(3); await X(b, { serial: s[0], note: `Near ${w.toUpperCase()} door` }); await X(b, { serial: s[1], note: 'x' + w }); await X(b, { serial: s[2] }); const r = st(await call('GET', '/extinguishers?q=' + w), 200); eq('by note', ser(r), [s[0], s[1]]); eq('total', r.total, 2); eq('by serial', ser(await L(b, '&q=' + s[2].toLowerCase())), [s[2]]); eq('nothing', ser(await L(b, '&q=' + rnd(15))), []); });
check('sort by serial either way', async () => { const b = await B(), s = row(3); for (const i of [1, 2, 0]) await X(b, { serial: s[i] }); eq('normally', ser(await L(b)), s); eq('serial', ser(await L(b, '&sort=serial')), s); eq('-serial', ser(await L(b, '&sort=-serial')), [...s].reverse()); });
check('sort by numbers, equal ones by serial', async () => { const b = await B(), s = row(4); for (const [i, weightKg, floor] of [[3, 6, 10], [0, 12, 9], [2, 6, -1], [1, 2.5, 9]]) await X(b, { serial: s[i], weightKg, floor }); eq('weightKg', ser(await L(b, '&sort=weightKg')), [s[1], s[2], s[3], s[0]]); eq('-weightKg', ser(await L(b, '&sort=-weightKg')), [s[0], s[2], s[3], s[1]]); eq('floor', ser(await L(b, '&sort=floor')), [s[2], s[0], s[1], s[3]]); eq('-floor', ser(await L(b, '&sort=-floor')), [s[3], s[0], s[1], s[2]]); });
check('summary', async () => { const b = await B(), x = []; for (const [type, weightKg] of [['foam', 0.1], ['foam', 0.2], ['co2', 6.5], ['water', 9.33]]) x.push(await X(b, { type, weightKg })); await X(await B()); await I(x[0], '2024-01-01', 'failed'); await I(x[1], '2024-01-01', 'failed'); await I(x[1], '2024-03-01', 'refilled'); has('summary', st(await call('GET', `/buildings/${b.id}/summary`), 200), { extinguishers: 4, byType: { water: 1, foam: 2, powder: 0, co2: 1 }, totalKg: 16.1, failed: 1, neverInspected: 2 }); });
check('summary of an empty building and after a delete', async () => { const b = await B(), s = async () => st(await call('GET', `/buildings/${b.id}/summary`), 200), zero = { extinguishers: 0, byType: { water: 0, foam: 0, powder: 0, co2: 0 }, totalKg: 0, failed: 0, neverInspected: 0 }; has('summary', await s(), zero); const x = await X(b); has('with one', await s(), { extinguishers: 1, totalKg: 6, neverInspected: 1 }); st(await call('DELETE', `/extinguishers/${x.id}`), 204); has('summary', await s(), zero); });
check('a building goes only when empty', async () => { const b = await B(), x = await X(b); no(await call('DELETE', `/buildings/${b.id}`), 409, 'building_in_use'); st(await call('DELETE', `/extinguishers/${x.id}`), 204); st(await call('DELETE', `/buildings/${b.id}`), 204); no(await call('GET', `/buildings/${b.id}`), 404, 'not_found'); });

let good = 0;
for (const [name, fn] of list) {
  try { await fn(); good++; console.log(`ok ${name}`); }
  catch (e) { console.log(`FAIL ${name}: ${e instanceof Fail ? e.message : 'expected a usable answer, got ' + (e?.cause?.message || e?.message || e)}`.replace(/\n/g, ' ')); }
}
console.log(`${good} of ${list.length}`);
process.exitCode = 0;
