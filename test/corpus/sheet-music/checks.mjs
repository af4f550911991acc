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
const err = (r, status, code) => { st(r, status); if (r.body?.code !== code) fail(`${r.what} code`, code, r.body); ok(`${r.what} message to be a text`, typeof r.body.message === 'string' && r.body.message.trim(), r.body); return r.body; };
const bad = (r, ...f) => { const b = err(r, 422, 'validation_failed'); ok('details to be a list', Array.isArray(b.details), b); eq('fields in details', b.details.map(x => x?.field).sort(), f.sort()); ok('each with a reason', b.details.every(x => typeof x.reason === 'string' && x.reason), b.details); };
const e = encodeURIComponent;
const mark = () => { let s = ''; for (let i = 0; i < 3; i++) s += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[Math.floor(Math.random() * 26)]; return s + '-' + String(Math.floor(Math.random() * 10000)).padStart(4, '0'); };
const mail = () => `a${rnd(14)}@example.org`;
const pb = (over = {}) => ({ title: 'Motet ' + rnd(), composer: 'Composer ' + rnd(), voicing: 'SATB', copies: 10, shelfmark: mark(), ...over });
const P = async (over = {}) => st(await call('POST', '/pieces', pb(over)), 201);
const S = async (over = {}) => st(await call('POST', '/singers', { name: 'Singer ' + rnd(), email: mail(), voice: 'alto', ...over }), 201);
const lb = (p, s, over = {}) => ({ pieceId: p.id, singerId: s.id, lentOn: '2025-03-09', ...over });
const N = async (p, s, over = {}) => st(await call('POST', '/loans', lb(p, s, over)), 201);
const ret = (l, returnedOn = '2025-04-01') => call('POST', `/loans/${e(l.id)}/return`, { returnedOn });
const get = async (what, x) => st(await call('GET', `/${what}/${e(x.id)}`), 200);
const patch = (p, b) => call('PATCH', `/pieces/${e(p.id)}`, b);
const rows = async path => { const b = st(await call('GET', path), 200); ok('data to be a list', Array.isArray(b?.data), b); return b; };
const LP = (c, q = '') => rows(`/pieces?composer=${e(c)}${q}`);
const ids = l => l.data.map(x => x.id);
const gone = async (what, x) => { err(await call('GET', `/${what}/${e(x.id)}`), 404, 'not_found'); };

check('a piece is entered and read', async () => { const b = pb({ year: 1575 }), p = st(await call('POST', '/pieces', b), 201); has('piece', p, { ...b, available: 10 }); ok('an id', p.id !== undefined && p.id !== null, p); has('read', await get('pieces', p), { id: p.id, ...b, available: 10 }); const q = await P(); eq('year not given', q.year, null); eq('year read', (await get('pieces', q)).year, null); });
check('missing fields of a piece', async () => bad(await call('POST', '/pieces', {}), 'title', 'composer', 'voicing', 'copies', 'shelfmark'));
check('every bad field of a piece', async () => bad(await call('POST', '/pieces', { title: '   ', composer: 'x'.repeat(121), voicing: 'satb', copies: 0, shelfmark: 'BAC-142', year: 1399 }), 'title', 'composer', 'voicing', 'copies', 'shelfmark', 'year'));
check('limits of a piece', async () => { await P({ title: 'x'.repeat(120), composer: 'y'.repeat(120), copies: 200, year: 1400 }); await P({ copies: 1, year: 2100, voicing: 'unison' }); bad(await call('POST', '/pieces', pb({ title: 'x'.repeat(121), copies: 201, year: 2101 })), 'title', 'copies', 'year'); });
check('whole numbers, not in quotes', async () => { bad(await call('POST', '/pieces', pb({ copies: '10', year: '1900' })), 'copies', 'year'); bad(await call('POST', '/pieces', pb({ copies: 2.5 })), 'copies'); });
check('shape of the shelfmark', async () => { for (const shelfmark of ['bac-0142', 'BA-0142', 'BACH-0142', 'BAC0142', 'BAC-01423', 'BAC-01X2']) bad(await call('POST', '/pieces', pb({ shelfmark })), 'shelfmark'); });
check('a shelfmark only once', async () => { const a = await P(), b = await P(); err(await call('POST', '/pieces', pb({ shelfmark: a.shelfmark })), 409, 'shelfmark_taken'); err(await patch(b, { shelfmark: a.shelfmark }), 409, 'shelfmark_taken'); eq('unchanged', (await get('pieces', b)).shelfmark, b.shelfmark); });
check('patch changes only what is sent', async () => { const p = await P({ year: 1600 }), exp = { id: p.id, composer: p.composer, voicing: 'SATB', shelfmark: p.shelfmark, year: 1600, title: 'New ' + rnd(), copies: 12, available: 12 }; has('answer', st(await patch(p, { title: exp.title, copies: 12 }), 200), exp); has('read', await get('pieces', p), exp); bad(await patch(p, { voicing: 'SAB', copies: 201 }), 'voicing', 'copies'); has('own shelfmark', st(await patch(p, { shelfmark: p.shelfmark }), 200), exp); });
check('a piece is deleted', async () => { const p = await P(); st(await call('DELETE', `/pieces/${e(p.id)}`), 204); await gone('pieces', p); err(await patch(p, { copies: 3 }), 404, 'not_found'); err(await call('DELETE', `/pieces/${e(p.id)}`), 404, 'not_found'); });
check('a singer is entered and read', async () => { const b = { name: 'Jo ' + rnd(), email: mail(), voice: 'bass' }, s = st(await call('POST', '/singers', b), 201); has('singer', s, b); has('read', await get('singers', s), { id: s.id, ...b, openLoans: 0 }); });
check('bad singers', async () => { bad(await call('POST', '/singers', {}), 'name', 'email', 'voice'); bad(await call('POST', '/singers', { name: '', email: 'nowhere', voice: 'Alto' }), 'name', 'email', 'voice'); await S({ name: 'x'.repeat(80) }); bad(await call('POST', '/singers', { name: 'x'.repeat(81), email: mail(), voice: 'tenor' }), 'name'); });
check('an email only once, capitals or not', async () => { const s = await S(); for (const email of [s.email, s.email.toUpperCase()]) err(await call('POST', '/singers', { name: 'Other', email, voice: 'tenor' }), 409, 'email_taken'); });
check('a copy is lent', async () => { const p = await P({ copies: 3 }), s = await S(), l = await N(p, s), exp = { id: l.id, pieceId: p.id, singerId: s.id, lentOn: '2025-03-09', returnedOn: null }; has('loan', l, exp); has('read', await get('loans', l), exp); has('piece', await get('pieces', p), { copies: 3, available: 2 }); eq('openLoans', (await get('singers', s)).openLoans, 1); });
check('bad loans', async () => { bad(await call('POST', '/loans', {}), 'pieceId', 'singerId', 'lentOn'); const p = await P(), s = await S(); for (const lentOn of ['2025-02-30', '2025-13-01', 'Sunday']) bad(await call('POST', '/loans', lb(p, s, { lentOn })), 'lentOn'); eq('available', (await get('pieces', p)).available, 10); });
check('an unknown piece or singer in a loan', async () => { const s = await S(), p = await P(); bad(await call('POST', '/loans', { pieceId: p.id, singerId: 'none' + rnd(), lentOn: '2025-03-09' }), 'singerId'); st(await call('DELETE', `/pieces/${e(p.id)}`), 204); bad(await call('POST', '/loans', lb(p, s)), 'pieceId'); });
check('no copy left', async () => { const p = await P({ copies: 2 }), a = await N(p, await S()); await N(p, await S()); const s = await S(); err(await call('POST', '/loans', lb(p, s)), 409, 'none_left'); eq('available', (await get('pieces', p)).available, 0); st(await ret(a), 200); await N(p, s, { lentOn: '2025-04-02' }); });
check('no second copy for the same singer', async () => { const p = await P(), s = await S(), l = await N(p, s); err(await call('POST', '/loans', lb(p, s)), 409, 'already_has_it'); await N(await P(), s); eq('openLoans', (await get('singers', s)).openLoans, 2); st(await ret(l), 200); await N(p, s, { lentOn: '2025-05-01' }); });
check('a copy comes back', async () => { const p = await P({ copies: 3 }), s = await S(), l = await N(p, s), exp = { id: l.id, pieceId: p.id, singerId: s.id, lentOn: '2025-03-09', returnedOn: '2025-03-20' }; has('answer', st(await ret(l, '2025-03-20'), 200), exp); has('read', await get('loans', l), exp); eq('available', (await get('pieces', p)).available, 3); eq('openLoans', (await get('singers', s)).openLoans, 0); err(await ret(l, '2025-03-21'), 409, 'already_returned'); eq('returnedOn', (await get('loans', l)).returnedOn, '2025-03-20'); });
check('the day of return', async () => { const p = await P(), a = await N(p, await S()), b = await N(p, await S()); bad(await ret(a, '2025-03-08'), 'returnedOn'); bad(await ret(a, '2025-03-32'), 'returnedOn'); bad(await call('POST', `/loans/${e(a.id)}/return`, {}), 'returnedOn'); eq('still out', (await get('loans', a)).returnedOn, null); st(await ret(b, '2025-03-09'), 200); });
check('copies that are out hold the piece', async () => { const p = await P(), a = await N(p, await S()), b = await N(p, await S()); err(await patch(p, { copies: 1 }), 409, 'copies_out'); has('piece', await get('pieces', p), { copies: 10, available: 8 }); has('down to those out', st(await patch(p, { copies: 2 }), 200), { copies: 2, available: 0 }); err(await call('DELETE', `/pieces/${e(p.id)}`), 409, 'copies_out'); st(await ret(a), 200); err(await call('DELETE', `/pieces/${e(p.id)}`), 409, 'copies_out'); await get('pieces', p); });
check('limit and offset', async () => { const c = 'C ' + rnd(), all = []; for (let i = 0; i < 5; i++) all.push((await P({ composer: c })).id); const l = await LP(c, '&limit=2&offset=1'); eq('ids', ids(l), all.slice(1, 3)); eq('total', l.total, 5); const z = await LP(c, '&offset=5'); eq('past the end', z.data, []); eq('total', z.total, 5); eq('all', ids(await LP(c)), all); });
check('25 normally', async () => { const c = 'C ' + rnd(); for (let i = 0; i < 27; i++) await P({ composer: c }); const l = await LP(c); eq('length', l.data.length, 25); eq('total', l.total, 27); eq('length with limit=100', (await LP(c, '&limit=100')).data.length, 27); });
check('by composer as spelt and by voicing', async () => { const c = 'C ' + rnd(), a = await P({ composer: c }), b = await P({ composer: c, voicing: 'TTBB' }); await P({ composer: c + ' junior', voicing: 'TTBB' }); eq('composer', ids(await LP(c)), [a.id, b.id]); const l = await LP(c, '&voicing=TTBB'); eq('with voicing', ids(l), [b.id]); eq('total', l.total, 1); });
check('q wants every word in title or composer', async () => { const v = 'v' + rnd(), w = 'w' + rnd(), c = `Old ${v.toUpperCase()}ius`, a = await P({ composer: c, title: `Ave ${w} I` }), b = await P({ composer: c, title: 'Gloria' }), d = await P({ title: `In ${w} et ${v}` }); const q = s => rows('/pieces?q=' + e(s)); eq('one word', ids(await q(v)), [a.id, b.id, d.id]); eq('two words', ids(await q(`${w} ${v}`)), [a.id, d.id]); eq('capitals', ids(await q(w.toUpperCase())), [a.id, d.id]); eq('with composer', ids(await LP(c, '&q=' + w)), [a.id]); });
check('sort by title and copies', async () => { const c = 'C ' + rnd(), x = []; for (const [title, copies] of [['banana', 5], ['Apple', 30], ['Cherry', 9]]) x.push((await P({ composer: c, title, copies })).id); eq('title', ids(await LP(c, '&sort=title')), [x[1], x[0], x[2]]); eq('title desc', ids(await LP(c, '&sort=title&order=desc')), [x[2], x[0], x[1]]); eq('copies', ids(await LP(c, '&sort=copies&order=asc')), [x[0], x[2], x[1]]); eq('copies desc, a page', ids(await LP(c, '&sort=copies&order=desc&limit=1&offset=1')), [x[2]]); });
check('sort by year, unknown ones last both ways', async () => { const c = 'C ' + rnd(), x = []; for (const year of [1700, undefined, 1500, 1900]) x.push((await P({ composer: c, year })).id); eq('year', ids(await LP(c, '&sort=year')), [x[2], x[0], x[3], x[1]]); eq('year desc', ids(await LP(c, '&sort=year&order=desc')), [x[3], x[0], x[2], x[1]]); });
check('loans by singer, piece and open, latest first', async () => { const s = await S(), p = await P(), r = await P(), t = await P(), a = await N(p, s, { lentOn: '2025-02-01' }), b = await N(r, s, { lentOn: '2025-03-01' }), d = await N(t, s, { lentOn: '2025-01-01' }), z = await N(p, await S(), { lentOn: '2024-12-01' }); st(await ret(b), 200); const q = `/loans?singerId=${e(s.id)}`; const l = await rows(q); eq('singer', ids(l), [b.id, a.id, d.id]); eq('total', l.total, 3); eq('open', ids(await rows(q + '&open=true')), [a.id, d.id]); eq('back', ids(await rows(q + '&open=false')), [b.id]); eq('piece', ids(await rows(`/loans?pieceId=${e(p.id)}`)), [a.id, z.id]); eq('piece and singer', ids(await rows(q + `&pieceId=${e(p.id)}`)), [a.id]); const pg = await rows(q + '&limit=1&offset=2'); eq('third', ids(pg), [d.id]); eq('total', pg.total, 3); });
check('nonsense in a query', async () => { for (const [path, k, v] of [['pieces', 'limit', '0'], ['pieces', 'limit', '101'], ['pieces', 'offset', '-1'], ['pieces', 'offset', 'x'], ['pieces', 'voicing', 'SAB'], ['pieces', 'sort', 'colour'], ['loans', 'open', 'maybe'], ['loans', 'limit', 'many']]) bad(await call('GET', `/${path}?${k}=${v}`), k); bad(await call('GET', '/pieces?sort=title&order=up'), 'order'); });
check('the summary of a composer', async () => { const c = 'C ' + rnd(), a = await P({ composer: c, copies: 20 }), b = await P({ composer: c, copies: 5, voicing: 'unison' }); await P({ composer: c, copies: 7 }); const l = await N(a, await S()); await N(a, await S()); await N(b, await S()); await N(await P(), await S()); st(await ret(l), 200); has('summary', st(await call('GET', `/summary?composer=${e(c)}`), 200), { pieces: 3, copies: 32, lentOut: 2, byVoicing: { SATB: 2, SSAA: 0, TTBB: 0, unison: 1 } }); });
check('a body that is not JSON', async () => { err(await call('POST', '/pieces', '{"title": '), 400, 'not_json'); err(await call('POST', '/loans', 'one copy please'), 400, 'not_json'); });

let good = 0;
for (const [name, fn] of list) {
  try { await fn(); good++; console.log(`ok ${name}`); }
  catch (e) { console.log(`FAIL ${name}: ${e instanceof Fail ? e.message : 'expected a usable answer, got ' + (e?.cause?.message || e?.message || e)}`.replace(/\n/g, ' ')); }
}
console.log(`${good} of ${list.length}`);
process.exitCode = 0;
