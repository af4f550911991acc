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
const A = async (over = {}) => st(await call('POST', '/artists', { name: 'Artist ' + rnd(), country: 'DE', ...over }), 201);
const R = async (a, over = {}) => st(await call('POST', '/records', { title: 'R ' + rnd(), artistId: a.id, format: 'LP', year: 1980, priceCents: 1000, ...over }), 201);
const L = async q => { const r = await call('GET', '/records?' + q); const b = st(r, 200); ok('a bare array', Array.isArray(b), b); return { l: b, total: r.headers.get('x-total-count') }; };
const bad = (r, ...f) => { const b = err(r, 422, 'validation'); ok('fields to be an array', Array.isArray(b.fields), b); eq('fields', b.fields.map(x => x.field).sort(), f.sort()); ok('each with a problem', b.fields.every(x => typeof x.problem === 'string' && x.problem), b.fields); };

check('an artist is made and read', async () => { const name = 'Nina ' + rnd(), a = st(await call('POST', '/artists', { name, country: 'US' }), 201); has('artist', a, { name, country: 'US', recordCount: 0 }); ok('id a whole number', Number.isInteger(a.id), a.id); has('read', st(await call('GET', `/artists/${a.id}`), 200), { id: a.id, name, country: 'US', recordCount: 0 }); });
check('ids count up', async () => { const a = await A(), b = await A(); ok('second id above the first', b.id > a.id, [a.id, b.id]); const r = await R(a), s = await R(a); ok('second record id above the first', s.id > r.id, [r.id, s.id]); });
check('bad artists', async () => { bad(await call('POST', '/artists', { name: '', country: 'Germany' }), 'name', 'country'); bad(await call('POST', '/artists', { name: 'x', country: 'de' }), 'country'); });
check('unlisted fields are refused', async () => { const a = await A(), r = await R(a); bad(await call('POST', '/artists', { name: 'x', country: 'DE', genre: 'jazz' }), 'genre'); bad(await call('POST', '/records', { title: 'x', artistId: a.id, format: 'LP', year: 1980, priceCents: 1, colour: 'red' }), 'colour'); bad(await call('PATCH', `/records/${r.id}`, { colour: 'red' }), 'colour'); });
check('a record comes out with everything', async () => { const a = await A(), title = 'T ' + rnd(); const r = await R(a, { title, format: 'EP', year: 1999, priceCents: 500, discountPercent: 10, comment: 'scratch' }); const exp = { title, artistId: a.id, artistName: a.name, format: 'EP', year: 1999, priceCents: 500, discountPercent: 10, comment: 'scratch', finalCents: 450 }; has('record', r, exp); has('read', st(await call('GET', `/records/${r.id}`), 200), { id: r.id, ...exp }); });
check('optional fields fall to normal', async () => has('record', await R(await A()), { discountPercent: 0, comment: null, finalCents: 1000 }));
check('final price is rounded half up', async () => { const a = await A(); for (const [p, d, f] of [[999, 15, 849], [50, 25, 38], [1, 50, 1], [3, 50, 2], [10, 90, 1], [0, 30, 0], [1999, 33, 1339], [250, 33, 168]]) eq(`final of ${p} with ${d}%`, (await R(a, { priceCents: p, discountPercent: d })).finalCents, f); });
check('every bad field once', async () => bad(await call('POST', '/records', { title: '', format: 'lp', year: 1899, priceCents: -1, artistId: 999999999, discountPercent: 91 }), 'title', 'format', 'year', 'priceCents', 'artistId', 'discountPercent'));
check('missing fields are named', async () => bad(await call('POST', '/records', {}), 'title', 'artistId', 'format', 'year', 'priceCents'));
check('numbers must be whole numbers, not strings', async () => { const a = await A(); bad(await call('POST', '/records', { title: 'x', artistId: a.id, format: 'LP', year: '1980', priceCents: 9.5 }), 'year', 'priceCents'); });
check('limits themselves are fine', async () => { const a = await A(); await R(a, { title: 'x'.repeat(200), year: 1900, discountPercent: 90, priceCents: 0 }); await R(a, { year: 2100, format: 'single' }); bad(await call('POST', '/records', { title: 'x'.repeat(201), artistId: a.id, format: 'LP', year: 2101, priceCents: 0 }), 'title', 'year'); });
check('not JSON at all', async () => err(await call('POST', '/records', '{"title": '), 400, 'bad_json'));
check('only validation has fields', async () => { const b = err(await call('GET', '/records/999999999'), 404, 'not_found'); ok('no fields', !('fields' in b), b); });
check('put is the whole thing new', async () => { const a = await A(), b = await A(), r = await R(a, { discountPercent: 50, comment: 'c' }); has('record', st(await call('PUT', `/records/${r.id}`, { title: 'N', artistId: b.id, format: 'EP', year: 1990, priceCents: 700 }), 200), { id: r.id, title: 'N', artistId: b.id, artistName: b.name, format: 'EP', year: 1990, priceCents: 700, discountPercent: 0, comment: null, finalCents: 700 }); });
check('put needs all that is not optional', async () => { const r = await R(await A()); bad(await call('PUT', `/records/${r.id}`, { title: 'N' }), 'artistId', 'format', 'year', 'priceCents'); });
check('patch is some of it', async () => { const r = await R(await A(), { comment: 'keep' }); has('record', st(await call('PATCH', `/records/${r.id}`, { discountPercent: 25 }), 200), { id: r.id, title: r.title, priceCents: 1000, discountPercent: 25, finalCents: 750, comment: 'keep' }); });
check('empty patch and bad patch', async () => { const r = await R(await A()); err(await call('PATCH', `/records/${r.id}`, {}), 422, 'empty_patch'); bad(await call('PATCH', `/records/${r.id}`, { format: 'CD', year: 1950 }), 'format'); eq('year unchanged', st(await call('GET', `/records/${r.id}`), 200).year, 1980); });
check('delete a record', async () => { const r = await R(await A()); st(await call('DELETE', `/records/${r.id}`), 204); err(await call('GET', `/records/${r.id}`), 404, 'not_found'); err(await call('DELETE', `/records/${r.id}`), 404, 'not_found'); });
check('recordCount follows', async () => { const a = await A(), n = async () => st(await call('GET', `/artists/${a.id}`), 200).recordCount; const r = await R(a); await R(a); eq('count', await n(), 2); st(await call('DELETE', `/records/${r.id}`), 204); eq('count', await n(), 1); });
check('artist with records stays, without goes', async () => { const a = await A(), r = await R(a); err(await call('DELETE', `/artists/${a.id}`), 409, 'has_records'); st(await call('GET', `/records/${r.id}`), 200); st(await call('DELETE', `/records/${r.id}`), 204); st(await call('DELETE', `/artists/${a.id}`), 204); err(await call('GET', `/artists/${a.id}`), 404, 'not_found'); });
check('cascade takes the records too', async () => { const a = await A(), r = await R(a); st(await call('DELETE', `/artists/${a.id}?cascade=true`), 204); err(await call('GET', `/records/${r.id}`), 404, 'not_found'); });
check('list by artist with total in the header', async () => { const a = await A(), r = await R(a), s = await R(a); await R(await A()); const { l, total } = await L('artistId=' + a.id); eq('ids', l.map(x => x.id), [r.id, s.id]); eq('X-Total-Count', total, '2'); });
check('list by format and final price, ends included', async () => { const a = await A(); for (const [format, priceCents, discountPercent] of [['LP', 200, 50], ['LP', 200, 0], ['EP', 150, 0], ['LP', 99, 0], ['LP', 150, 0]]) await R(a, { format, priceCents, discountPercent }); eq('finals', (await L(`artistId=${a.id}&format=LP&minPrice=100&maxPrice=150`)).l.map(x => x.finalCents), [100, 150]); });
check('sort by price desc, same value smaller id first', async () => { const a = await A(), x = await R(a, { priceCents: 5 }), y = await R(a, { priceCents: 9 }), z = await R(a, { priceCents: 18, discountPercent: 50 }); eq('ids', (await L(`artistId=${a.id}&sort=price&order=desc`)).l.map(r => r.id), [y.id, z.id, x.id]); });
check('sort by year and title', async () => { const a = await A(); for (const [title, year] of [['b', 1970], ['a', 1990], ['c', 1960]]) await R(a, { title, year }); eq('by year', (await L(`artistId=${a.id}&sort=year`)).l.map(r => r.year), [1960, 1970, 1990]); eq('by title desc', (await L(`artistId=${a.id}&sort=title&order=desc`)).l.map(r => r.title), ['c', 'b', 'a']); });
check('added desc is just backwards', async () => { const a = await A(), x = await R(a), y = await R(a), z = await R(a); eq('ids', (await L(`artistId=${a.id}&sort=added&order=desc`)).l.map(r => r.id), [z.id, y.id, x.id]); });
check('pages', async () => { const a = await A(), ids = []; for (let i = 0; i < 5; i++) ids.push((await R(a)).id); const { l, total } = await L(`artistId=${a.id}&perPage=2&page=2`); eq('ids', l.map(r => r.id), ids.slice(2, 4)); eq('X-Total-Count', total, '5'); const p = await L(`artistId=${a.id}&perPage=2&page=9`); eq('past the end', p.l, []); eq('X-Total-Count', p.total, '5'); });
check('25 a page normally', async () => { const a = await A(); for (let i = 0; i < 27; i++) await R(a); eq('length', (await L('artistId=' + a.id)).l.length, 25); });
check('crap in the query', async () => { for (const [k, v] of [['page', '0'], ['perPage', '101'], ['perPage', 'x'], ['sort', 'colour'], ['order', 'up'], ['format', 'CD'], ['minPrice', 'cheap']]) bad(await call('GET', `/records?${k}=${v}`), k); });
check('stats', async () => { const a = await A(); for (const [format, priceCents, discountPercent] of [['LP', 100, 0], ['LP', 200, 50], ['EP', 101, 0], ['EP', 101, 0]]) await R(a, { format, priceCents, discountPercent }); has('stats', st(await call('GET', `/artists/${a.id}/stats`), 200), { records: 4, byFormat: { LP: 2, EP: 2, single: 0 }, cheapestCents: 100, averageFinalCents: 101 }); });
check('stats without records', async () => { const a = await A(); has('stats', st(await call('GET', `/artists/${a.id}/stats`), 200), { records: 0, byFormat: { LP: 0, EP: 0, single: 0 }, cheapestCents: null, averageFinalCents: null }); err(await call('GET', '/artists/999999999/stats'), 404, 'not_found'); });
check('wrong method says what works', async () => { const r = await call('DELETE', '/records'); err(r, 405, 'method_not_allowed'); const al = (r.headers.get('allow') || '').toUpperCase(); ok('Allow with GET and POST', /\bGET\b/.test(al) && /\bPOST\b/.test(al) && !/DELETE/.test(al), al); err(await call('PATCH', `/artists/${(await A()).id}`, { name: 'x' }), 405, 'method_not_allowed'); });
check('unknown route', async () => err(await call('GET', '/cassettes-' + rnd()), 404, 'not_found'));

let good = 0;
for (const [name, fn] of list) {
  try { await fn(); good++; console.log(`ok ${name}`); }
  catch (e) { console.log(`FAIL ${name}: ${e instanceof Fail ? e.message : 'expected a usable answer, got ' + (e?.cause?.message || e?.message || e)}`.replace(/\n/g, ' ')); }
}
console.log(`${good} of ${list.length}`);
process.exitCode = 0;
