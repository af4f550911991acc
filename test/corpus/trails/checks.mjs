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
const H = async (over = {}) => st(await call('POST', '/huts', { name: 'Hut ' + rnd(), altitude_m: 2100, beds: 40, ...over }), 201);
const trail = (over = {}) => ({ name: 'Trail ' + rnd(), length_km: 10, climb_m: 500, difficulty: 'moderate', ...over });
const T = async (over = {}) => st(await call('POST', '/trails', trail(over)), 201);
const G = async id => st(await call('GET', `/trails/${id}`), 200);
const rep = async (t, stars, walker = 'Uli', text) => st(await call('POST', `/trails/${t.id}/reports`, { walker, stars, ...(text === undefined ? {} : { text }) }), 201);
const S = async q => st(await call('GET', '/trails?' + q), 200);
const e = (r, status, code, field) => { st(r, status); has('error', r.body?.error, { code }); if (field) eq('error.field', r.body.error.field, field); else ok('no field, or null', r.body.error.field == null, r.body.error); };

check('a hut has exactly five properties', async () => { const name = 'Hut ' + rnd(), h = st(await call('POST', '/huts', { name, altitude_m: 2450, beds: 0 }), 201); eq('hut', h, { id: h.id, name, altitude_m: 2450, beds: 0, trail_ids: [] }); ok('id a number', typeof h.id === 'number', h.id); eq('hut read', st(await call('GET', `/huts/${h.id}`), 200), h); });
check('bad huts: the first bad row is named', async () => { e(await call('POST', '/huts', { name: '', altitude_m: 9000, beds: -1 }), 400, 'invalid', 'name'); e(await call('POST', '/huts', { name: 'x', altitude_m: 4801, beds: -1 }), 400, 'invalid', 'altitude_m'); e(await call('POST', '/huts', { name: 'x', altitude_m: 4800, beds: 1.5 }), 400, 'invalid', 'beds'); });
check('put replaces a hut', async () => { const h = await H(), name = 'New ' + rnd(); eq('hut', st(await call('PUT', `/huts/${h.id}`, { name, altitude_m: 0, beds: 3 }), 200), { id: h.id, name, altitude_m: 0, beds: 3, trail_ids: [] }); e(await call('PUT', `/huts/${h.id}`, { name }), 400, 'invalid', 'altitude_m'); });
check('trail_ids are ascending and follow the trails', async () => { const h = await H(), a = await T({ hut_ids: [h.id] }), b = await T({ hut_ids: [h.id] }); const ids = async () => st(await call('GET', `/huts/${h.id}`), 200).trail_ids; eq('trail_ids', await ids(), [a.id, b.id].sort((x, y) => x - y)); st(await call('DELETE', `/trails/${a.id}`), 204); eq('trail_ids', await ids(), [b.id]); });
check('a hut in use is not deleted', async () => { const h = await H(), t = await T({ hut_ids: [h.id] }); e(await call('DELETE', `/huts/${h.id}`), 409, 'in_use'); st(await call('DELETE', `/trails/${t.id}`), 204); st(await call('DELETE', `/huts/${h.id}`), 204); e(await call('GET', `/huts/${h.id}`), 404, 'not_found'); });
check('a trail with everything', async () => { const a = await H(), b = await H(), t = trail({ length_km: 7.5, climb_m: 420, difficulty: 'hard', season: { from: 6, to: 10 }, hut_ids: [b.id, a.id] }); const r = st(await call('POST', '/trails', t), 201); has('trail', r, { ...t, walking_minutes: 155, average_stars: null, report_count: 0 }); has('trail read', await G(r.id), { ...t, id: r.id, walking_minutes: 155 }); });
check('season and huts may be left out', async () => has('trail', await T(), { season: { from: 1, to: 12 }, hut_ids: [] }));
check('walking minutes are rounded up', async () => { for (const [l, c, m] of [[10, 500, 200], [10, 501, 201], [1, 0, 15], [0.5, 5, 8], [200, 1, 3001]]) eq(`minutes for ${l} km and ${c} m`, (await T({ length_km: l, climb_m: c })).walking_minutes, m); });
check('a second trail of the name is refused', async () => { const t = await T(); e(await call('POST', '/trails', trail({ name: t.name })), 409, 'name_taken'); });
check('bad trails name their row', async () => { for (const [f, v] of [['name', ''], ['length_km', 0], ['length_km', 200.5], ['climb_m', -1], ['climb_m', 1.5], ['difficulty', 'extreme'], ['season', { from: 0, to: 5 }], ['season', { from: 3 }], ['hut_ids', 'none']]) e(await call('POST', '/trails', trail({ [f]: v })), 400, 'invalid', f); });
check('of several mistakes the first row counts', async () => { e(await call('POST', '/trails', trail({ hut_ids: [999999999], difficulty: 'x', climb_m: -1 })), 400, 'invalid', 'climb_m'); e(await call('POST', '/trails', {}), 400, 'invalid', 'name'); });
check('unknown and repeated huts are a mistake', async () => { const h = await H(); e(await call('POST', '/trails', trail({ hut_ids: [h.id, 999999999] })), 400, 'invalid', 'hut_ids'); e(await call('POST', '/trails', trail({ hut_ids: [h.id, h.id] })), 400, 'invalid', 'hut_ids'); });
check('put replaces all six rows, own name allowed', async () => { const h = await H(), t = await T({ season: { from: 5, to: 6 }, hut_ids: [h.id] }); has('trail', st(await call('PUT', `/trails/${t.id}`, { name: t.name, length_km: 2, climb_m: 0, difficulty: 'easy' }), 200), { id: t.id, name: t.name, length_km: 2, climb_m: 0, difficulty: 'easy', season: { from: 1, to: 12 }, hut_ids: [], walking_minutes: 30 }); eq('trail_ids of the hut', st(await call('GET', `/huts/${h.id}`), 200).trail_ids, []); });
check('put with the name of another trail', async () => { const a = await T(), b = await T(); e(await call('PUT', `/trails/${b.id}`, trail({ name: a.name })), 409, 'name_taken'); eq('name kept', (await G(b.id)).name, b.name); });
check('put with a mistake', async () => { const t = await T(); e(await call('PUT', `/trails/${t.id}`, { name: t.name, length_km: 5, climb_m: 0 }), 400, 'invalid', 'difficulty'); });
check('a deleted trail is gone with its reports', async () => { const t = await T(); await rep(t, 4); st(await call('DELETE', `/trails/${t.id}`), 204); e(await call('GET', `/trails/${t.id}`), 404, 'not_found'); e(await call('GET', `/trails/${t.id}/reports`), 404, 'not_found'); e(await call('DELETE', `/trails/${t.id}`), 404, 'not_found'); });
check('what does not exist', async () => { e(await call('GET', '/huts/999999999'), 404, 'not_found'); e(await call('PUT', '/trails/999999999', trail()), 404, 'not_found'); e(await call('POST', '/trails/999999999/reports', { walker: 'a', stars: 3 }), 404, 'not_found'); });
check('a body which is no JSON', async () => { e(await call('POST', '/huts', 'name: hut'), 400, 'not_json'); e(await call('POST', '/trails', '{"name"'), 400, 'not_json'); });
check('a report', async () => { const t = await T(); const r = await rep(t, 5, 'Reto', 'snow'); has('report', r, { walker: 'Reto', stars: 5, text: 'snow' }); ok('an id', r.id !== undefined && r.id !== null, r); eq('text left out', (await rep(t, 3)).text, ''); });
check('bad reports', async () => { const t = await T(), u = `/trails/${t.id}/reports`; e(await call('POST', u, { stars: 9 }), 400, 'invalid', 'walker'); for (const stars of [0, 6, 2.5, '3', undefined]) e(await call('POST', u, { walker: 'a', stars }), 400, 'invalid', 'stars'); });
check('average with one decimal, and count', async () => { const t = await T(); for (const s of [5, 4, 4]) await rep(t, s); has('trail', await G(t.id), { average_stars: 4.3, report_count: 3 }); for (const s of [5, 5, 5]) await rep(t, s); has('trail', await G(t.id), { average_stars: 4.7, report_count: 6 }); });
check('deleting reports changes the average', async () => { const t = await T(), a = await rep(t, 1); await rep(t, 4); st(await call('DELETE', `/trails/${t.id}/reports/${a.id}`), 204); has('trail', await G(t.id), { average_stars: 4, report_count: 1 }); e(await call('DELETE', `/trails/${t.id}/reports/${a.id}`), 404, 'not_found'); });
check('average is null again after the last report goes', async () => { const t = await T(), a = await rep(t, 2); st(await call('DELETE', `/trails/${t.id}/reports/${a.id}`), 204); has('trail', await G(t.id), { average_stars: null, report_count: 0 }); });
check('reports: best first, among equals the older', async () => { const t = await T(); for (const [s, w] of [[3, 'a'], [5, 'b'], [3, 'c'], [5, 'd']]) { await rep(t, s, w); await sleep(10); } eq('walkers', st(await call('GET', `/trails/${t.id}/reports`), 200).map(x => x.walker), ['b', 'd', 'a', 'c']); });
check('a report of another trail is not found here', async () => { const a = await T(), b = await T(), r = await rep(a, 3); e(await call('DELETE', `/trails/${b.id}/reports/${r.id}`), 404, 'not_found'); eq('still there', (await G(a.id)).report_count, 1); });
check('search by name, shortest first, then name', async () => { const k = rnd(); for (const [n, l] of [['b', 4], ['c', 2], ['a', 4]]) await T({ name: `${n} ${k}`, length_km: l, climb_m: 0 }); const r = await S('name=' + k.toUpperCase()); eq('names', r.trails.map(t => t.name[0]), ['c', 'a', 'b']); eq('count', r.count, 3); });
check('search by one and by several difficulties', async () => { const k = rnd(); for (const d of ['easy', 'moderate', 'hard']) await T({ name: d + k, difficulty: d }); eq('easy,hard', (await S(`name=${k}&difficulty=easy,hard`)).trails.map(t => t.difficulty).sort(), ['easy', 'hard']); eq('moderate', (await S(`name=${k}&difficulty=moderate`)).count, 1); });
check('search by month, over the new year too', async () => { const k = rnd(); for (const [n, f, t] of [['w', 11, 3], ['s', 6, 9], ['y', 1, 12], ['m', 3, 3]]) await T({ name: n + k, season: { from: f, to: t } }); const m = async i => (await S(`name=${k}&open_in=${i}`)).trails.map(t => t.name[0]).sort().join(''); for (const [i, x] of [[1, 'wy'], [3, 'mwy'], [4, 'y'], [6, 'sy'], [9, 'sy'], [10, 'y'], [11, 'wy'], [12, 'wy']]) eq('open in ' + i, await m(i), x); });
check('search by minutes, limit included', async () => { const k = rnd(); for (const l of [1, 2, 3]) await T({ name: l + k, length_km: l, climb_m: 0 }); eq('minutes', (await S(`name=${k}&max_minutes=30`)).trails.map(t => t.walking_minutes), [15, 30]); });
check('search by hut, together with difficulty', async () => { const h = await H(), a = await T({ hut_ids: [h.id], difficulty: 'easy' }); await T({ hut_ids: [h.id], difficulty: 'hard' }); await T({ difficulty: 'easy' }); eq('count', (await S(`hut=${h.id}`)).count, 2); eq('ids', (await S(`hut=${h.id}&difficulty=easy`)).trails.map(t => t.id), [a.id]); });
check('nonsense in the search', async () => { for (const [k, v] of [['difficulty', 'extreme'], ['difficulty', 'easy,silly'], ['open_in', '13'], ['open_in', 'June'], ['max_minutes', 'x']]) e(await call('GET', `/trails?${k}=${v}`), 400, 'invalid', k); });
check('nothing found', async () => has('search', await S('name=zz' + rnd(14)), { trails: [], count: 0 }));

let good = 0;
for (const [name, fn] of list) {
  try { await fn(); good++; console.log(`ok ${name}`); }
  catch (e) { console.log(`FAIL ${name}: ${e instanceof Fail ? e.message : 'expected a usable answer, got ' + (e?.cause?.message || e?.message || e)}`.replace(/\n/g, ' ')); }
}
console.log(`${good} of ${list.length}`);
process.exitCode = 0;
