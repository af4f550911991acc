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
const J = () => ({ 'x-judge': 'Judge ' + rnd() });
const L = async (over = {}) => st(await call('POST', '/leagues', { name: 'League ' + rnd(), ...over }), 201);
const C = async (l, ...nicks) => { for (const nick of nicks) st(await call('POST', `/leagues/${l.id}/climbers`, { nick }), 201); };
const res = (l, nick, points, j = J()) => call('POST', `/leagues/${l.id}/results`, { nick, points }, j);
const R = async (l, nick, points, j) => st(await res(l, nick, points, j), 201);
const strike = (r, j, reason = 'slipped') => call('POST', `/results/${r.id}/strike`, { reason }, j);
const sheet = (l, rows, j = J()) => call('POST', `/leagues/${l.id}/sheets`, { results: rows.map(([nick, points]) => ({ nick, points })) }, j);
const T = async (l, q = '') => st(await call('GET', `/leagues/${l.id}/table${q}`), 200);
const rows = t => t.map(x => [x.rank, x.nick, x.best, x.attempts]);
const all = async (l, q = '') => st(await call('GET', `/leagues/${l.id}/results${q}`), 200);
const finish = l => call('POST', `/leagues/${l.id}/finish`);

check('a league is made', async () => { const name = 'Summer ' + rnd(), l = st(await call('POST', '/leagues', { name }), 201); has('league', l, { name, lower_is_better: false, state: 'running' }); has('race', await L({ lower_is_better: true }), { lower_is_better: true, state: 'running' }); has('read', st(await call('GET', `/leagues/${l.id}`), 200), { id: l.id, name, lower_is_better: false, state: 'running' }); });
check('a league filled in wrongly', async () => { err(await call('POST', '/leagues', {}), 400, 'invalid'); err(await call('POST', '/leagues', { name: 'x', lower_is_better: 'yes' }), 400, 'invalid'); });
check('a climber, once whatever the letters', async () => { const l = await L(); has('climber', st(await call('POST', `/leagues/${l.id}/climbers`, { nick: 'Heidi' }), 201), { nick: 'Heidi' }); err(await call('POST', `/leagues/${l.id}/climbers`, { nick: 'hEIDI' }), 409, 'nick_taken'); await C(await L(), 'Heidi'); err(await call('POST', `/leagues/${l.id}/climbers`, {}), 400, 'invalid'); });
check('a league that is not there', async () => { const x = 'none' + rnd(); err(await call('GET', `/leagues/${x}`), 404, 'not_found'); err(await call('GET', `/leagues/${x}/table`), 404, 'not_found'); err(await call('POST', `/leagues/${x}/climbers`, { nick: 'a' }), 404, 'not_found'); err(await call('GET', `/results/${x}`), 404, 'not_found'); });
check('a result is entered', async () => { const l = await L(), j = J(); await C(l, 'Ueli'); const r = await R(l, 'Ueli', 77, j); has('result', r, { nick: 'Ueli', points: 77, judge: j['x-judge'], struck: false }); has('read', st(await call('GET', `/results/${r.id}`), 200), { id: r.id, nick: 'Ueli', points: 77, judge: j['x-judge'], struck: false }); });
check('without a judge', async () => { const l = await L(); await C(l, 'Ueli'); err(await call('POST', `/leagues/${l.id}/results`, { nick: 'Ueli', points: 1 }), 400, 'judge_missing'); err(await call('POST', `/leagues/${l.id}/sheets`, { results: [{ nick: 'Ueli', points: 1 }] }), 400, 'judge_missing'); const r = await R(l, 'Ueli', 1); err(await call('POST', `/results/${r.id}/strike`, { reason: 'x' }), 400, 'judge_missing'); });
check('points are whole from 0 to 100000', async () => { const l = await L(), j = J(); await C(l, 'Ueli'); for (const p of [-1, 100001, 1.5, '7', undefined]) err(await res(l, 'Ueli', p, j), 400, 'invalid'); await R(l, 'Ueli', 0, j); await R(l, 'Ueli', 100000, j); });
check('a climber we do not have, or written otherwise', async () => { const l = await L(), o = await L(); await C(l, 'Ueli'); await C(o, 'Vreni'); err(await res(l, 'Vreni', 5), 404, 'unknown_climber'); err(await res(l, 'ueli', 5), 404, 'unknown_climber'); });
check('the eleventh result of a judge is too much', async () => { const l = await L(), o = await L(), j = J(); await C(l, 'A'); await C(o, 'A'); for (let i = 0; i < 10; i++) await R(i % 2 ? l : o, 'A', i, j); const r = await res(l, 'A', 99, j); err(r, 429, 'slow_down'); const ra = r.headers.get('retry-after'); ok('Retry-After from 1 to 60', /^\d+$/.test(ra || '') && +ra >= 1 && +ra <= 60, ra); eq('results in the league', (await all(l)).length, 5); });
check('another judge is not slowed down', async () => { const l = await L(), j = J(); await C(l, 'A'); for (let i = 0; i < 10; i++) await R(l, 'A', i, j); err(await res(l, 'A', 1, j), 429, 'slow_down'); await R(l, 'A', 1, J()); });
check('refused results are not counted for the ten', async () => { const l = await L(), j = J(); await C(l, 'A'); for (let i = 0; i < 12; i++) err(await res(l, 'A', -1, j), 400, 'invalid'); for (let i = 0; i < 10; i++) await R(l, 'A', i, j); err(await res(l, 'A', 1, j), 429, 'slow_down'); });
check('results at the same moment: ten pass', async () => { const l = await L(), j = J(); await C(l, 'A'); const rs = await Promise.all(Array.from({ length: 15 }, () => res(l, 'A', 1, j))); eq('entered', rs.filter(r => r.status === 201).length, 10); eq('slowed down', rs.filter(r => r.status === 429).length, 5); });
check('a sheet enters all', async () => { const l = await L(), j = J(); await C(l, 'A', 'B'); const b = st(await sheet(l, [['B', 5], ['A', 7], ['B', 6]], j), 201); eq('entered', b.entered, 3); const a = await all(l); eq('results', a.map(x => [x.id, x.nick, x.points, x.judge]), [[b.ids[0], 'B', 5, j['x-judge']], [b.ids[1], 'A', 7, j['x-judge']], [b.ids[2], 'B', 6, j['x-judge']]]); });
check('a sheet with wrong rows enters nothing', async () => { const l = await L(); await C(l, 'A'); const b = err(await sheet(l, [['A', 5], ['Nobody', 7], ['A', -3], ['A', 8]]), 422, 'sheet_refused'); eq('rows', b.rows.map(x => [x.row, x.error]), [[2, 'unknown_climber'], [3, 'invalid']]); eq('results', await all(l), []); eq('table', await T(l), []); });
check('a sheet has 1 to 50', async () => { const l = await L(), j = J(); await C(l, 'A'); err(await sheet(l, [], j), 400, 'invalid'); err(await sheet(l, Array(51).fill(['A', 1]), j), 400, 'invalid'); eq('entered', st(await sheet(l, Array(50).fill(['A', 1]), j), 201).entered, 50); });
check('a sheet counts like one for the ten', async () => { const l = await L(), j = J(); await C(l, 'A'); st(await sheet(l, Array(20).fill(['A', 1]), j), 201); err(await sheet(l, [['X', 1]], j), 422, 'sheet_refused'); for (let i = 0; i < 9; i++) await R(l, 'A', i, j); err(await res(l, 'A', 1, j), 429, 'slow_down'); err(await sheet(l, [['A', 1]], j), 429, 'slow_down'); });
check('a result is never altered', async () => { const l = await L(), j = J(); await C(l, 'A'); const r = await R(l, 'A', 5, j); for (const m of ['PUT', 'PATCH', 'DELETE']) err(await call(m, `/results/${r.id}`, m === 'DELETE' ? undefined : { points: 9 }, j), 405, 'results_stay'); has('result', st(await call('GET', `/results/${r.id}`), 200), { points: 5, struck: false }); });
check('striking out keeps it readable', async () => { const l = await L(), j = J(); await C(l, 'A'); const r = await R(l, 'A', 5, j); has('struck', st(await strike(r, j, 'wrong rope'), 200), { id: r.id, points: 5, struck: true, reason: 'wrong rope' }); has('read', st(await call('GET', `/results/${r.id}`), 200), { points: 5, struck: true, reason: 'wrong rope' }); });
check('only the same judge strikes, and once', async () => { const l = await L(), j = J(); await C(l, 'A'); const r = await R(l, 'A', 5, j); err(await strike(r, J()), 403, 'not_your_result'); st(await strike(r, j), 200); err(await strike(r, j), 409, 'already_struck'); });
check('a strike needs a reason', async () => { const l = await L(), j = J(); await C(l, 'A'); const r = await R(l, 'A', 5, j); err(await call('POST', `/results/${r.id}/strike`, {}, j), 400, 'invalid'); eq('struck', st(await call('GET', `/results/${r.id}`), 200).struck, false); });
check('what is struck no longer counts', async () => { const l = await L(), j = J(); await C(l, 'A', 'B'); const r = await R(l, 'A', 50, j); await R(l, 'A', 20, j); await R(l, 'B', 30, j); eq('before', rows(await T(l)), [[1, 'A', 50, 2], [2, 'B', 30, 1]]); st(await strike(r, j), 200); eq('after', rows(await T(l)), [[1, 'B', 30, 1], [2, 'A', 20, 1]]); });
check('who has only struck results leaves the table', async () => { const l = await L(), j = J(); await C(l, 'A'); const r = await R(l, 'A', 50, j); st(await strike(r, j), 200); eq('table', await T(l), []); });
check('results in the order entered, by nick', async () => { const l = await L(), j = J(); await C(l, 'A', 'B'); const a = await R(l, 'A', 1, j), b = await R(l, 'B', 2, j), c = await R(l, 'A', 3, j); st(await strike(a, j), 200); eq('all', (await all(l)).map(x => [x.id, x.struck]), [[a.id, true], [b.id, false], [c.id, false]]); eq('of A', (await all(l, '?nick=A')).map(x => x.id), [a.id, c.id]); });
check('the table takes the best of each', async () => { const l = await L(), j = J(); await C(l, 'A', 'B', 'Lazy'); for (const [n, p] of [['A', 10], ['A', 30], ['A', 20], ['B', 25]]) await R(l, n, p, j); eq('table', rows(await T(l)), [[1, 'A', 30, 3], [2, 'B', 25, 1]]); });
check('against the clock lower is better', async () => { const l = await L({ lower_is_better: true }), j = J(); await C(l, 'A', 'B'); for (const [n, p] of [['A', 40], ['A', 30], ['B', 25], ['B', 90]]) await R(l, n, p, j); eq('table', rows(await T(l)), [[1, 'B', 25, 2], [2, 'A', 30, 2]]); });
check('equal ones share a rank and the next is skipped', async () => { const l = await L(); await C(l, 'zoe', 'Adam', 'bert', 'Carl'); st(await sheet(l, [['zoe', 9], ['bert', 7], ['Carl', 5], ['Adam', 7]]), 201); eq('table', rows(await T(l)), [[1, 'zoe', 9, 1], [2, 'Adam', 7, 1], [2, 'bert', 7, 1], [4, 'Carl', 5, 1]]); });
check('sharing climbers stand by alphabet, letters no matter', async () => { const l = await L(); await C(l, 'delta', 'Beta', 'alpha', 'Charlie'); st(await sheet(l, [['delta', 1], ['Charlie', 1], ['Beta', 1], ['alpha', 1]]), 201); eq('table', rows(await T(l)).map(x => [x[0], x[1]]), [[1, 'alpha'], [1, 'Beta'], [1, 'Charlie'], [1, 'delta']]); });
check('top means ranks, not heads', async () => { const l = await L(); await C(l, 'a', 'b', 'c', 'd', 'e'); st(await sheet(l, [['a', 9], ['b', 7], ['c', 7], ['d', 7], ['e', 1]]), 201); eq('top 3', (await T(l, '?top=3')).map(x => x.nick), ['a', 'b', 'c', 'd']); eq('top 1', (await T(l, '?top=1')).map(x => x.nick), ['a']); eq('top 4', (await T(l, '?top=4')).map(x => x.nick), ['a', 'b', 'c', 'd']); eq('top 5', (await T(l, '?top=5')).length, 5); });
check('a silly top', async () => { const l = await L(); for (const t of ['0', '-1', 'many', '1.5']) err(await call('GET', `/leagues/${l.id}/table?top=${t}`), 400, 'invalid'); });
check('finishing names the winners', async () => { const l = await L(); await C(l, 'b', 'A', 'c'); st(await sheet(l, [['b', 9], ['A', 9], ['c', 1]]), 201); has('finished', st(await finish(l), 200), { id: l.id, state: 'finished', winners: ['A', 'b'] }); has('read', st(await call('GET', `/leagues/${l.id}`), 200), { id: l.id, name: l.name, state: 'finished', winners: ['A', 'b'] }); });
check('finishing without anybody', async () => { const l = await L(); await C(l, 'a'); eq('winners', st(await finish(l), 200).winners, []); });
check('after the finish nothing moves', async () => { const l = await L(), j = J(); await C(l, 'a'); const r = await R(l, 'a', 5, j); st(await finish(l), 200); err(await call('POST', `/leagues/${l.id}/climbers`, { nick: 'late' }), 409, 'league_finished'); err(await res(l, 'a', 9, j), 409, 'league_finished'); err(await sheet(l, [['a', 9]], j), 409, 'league_finished'); err(await strike(r, j), 409, 'league_finished'); err(await finish(l), 409, 'league_finished'); eq('table', rows(await T(l)), [[1, 'a', 5, 1]]); });

let good = 0;
for (const [name, fn] of list) {
  try { await fn(); good++; console.log(`ok ${name}`); }
  catch (e) { console.log(`FAIL ${name}: ${e instanceof Fail ? e.message : 'expected a usable answer, got ' + (e?.cause?.message || e?.message || e)}`.replace(/\n/g, ' ')); }
}
console.log(`${good} of ${list.length}`);
process.exitCode = 0;
