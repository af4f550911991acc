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
const err = (r, status, code) => { st(r, status); if (r.body?.code !== code) fail(`${r.what} code`, code, r.body); return r.body; };
const bad = (r, ...f) => { const b = err(r, 422, 'invalid'); ok('errors to be an object', b.errors && typeof b.errors === 'object' && !Array.isArray(b.errors), b); eq(`${r.what} errors`, Object.keys(b.errors).sort(), f.sort()); ok('a list of texts each', Object.values(b.errors).every(x => Array.isArray(x) && x.length && x.every(y => typeof y === 'string' && y)), b.errors); };
const data = (r, status) => { const b = st(r, status); ok(`${r.what} to have data`, b && typeof b === 'object' && b.data && typeof b.data === 'object', b); return b.data; };
const B = async (over = {}) => data(await call('POST', '/brands', { name: 'Brand ' + rnd(), ...over }), 201);
const yarn = (b, over = {}) => ({ brand_id: b.id, name: 'Yarn ' + rnd(), weight: 'dk', grams: 50, metres: 120, ...over });
const Y = async (b, over) => data(await call('POST', '/yarns', yarn(b, over)), 201);
const get = async (kind, id) => data(await call('GET', `/${kind}/${id}`), 200);
const L = async (q, kind = 'yarns') => { const b = st(await call('GET', `/${kind}?${q}`), 200); ok('data to be an array', Array.isArray(b.data), b); return b; };
const core = y => Object.fromEntries(['id', 'brand', 'name', 'weight', 'grams', 'metres', 'colours', 'discontinued', 'note'].map(k => [k, y[k]]));
const ids = async q => (await L(q)).data.map(y => y.id);

check('a brand is made and read', async () => { const name = 'Drops ' + rnd(), r = await call('POST', '/brands', { name, country: 'NO' }), b = data(r, 201); has('brand', b, { name, country: 'NO', yarn_count: 0 }); ok('id a whole number', Number.isInteger(b.id), b.id); eq('Location', r.headers.get('location'), `/brands/${b.id}`); has('read', await get('brands', b.id), { id: b.id, name, country: 'NO', yarn_count: 0 }); eq('country not given', (await B()).country, null); });
check('bad brands', async () => { bad(await call('POST', '/brands', { name: '', country: 'no' }), 'name', 'country'); bad(await call('POST', '/brands', {}), 'name'); bad(await call('POST', '/brands', { name: 'x'.repeat(81) }), 'name'); });
check('brand names only once', async () => { const b = await B(), c = await B(); err(await call('POST', '/brands', { name: b.name.toUpperCase() }), 409, 'duplicate'); err(await call('PATCH', `/brands/${c.id}`, { name: b.name }), 409, 'duplicate'); has('own name again', data(await call('PATCH', `/brands/${b.id}`, { name: b.name.toUpperCase() }), 200), { id: b.id, name: b.name.toUpperCase() }); });
check('a yarn comes out with everything', async () => { const b = await B(), name = 'Air ' + rnd(), r = await call('POST', '/yarns', { brand_id: b.id, name, weight: 'aran', grams: 50, metres: 150, colours: ['red', 'blue'], discontinued: true, note: 'soft', shelf: 7 }), y = data(r, 201), exp = { brand: { id: b.id, name: b.name }, name, weight: 'aran', grams: 50, metres: 150, colours: ['red', 'blue'], discontinued: true, note: 'soft' }; has('yarn', y, exp); ok('no brand_id, no shelf', !('brand_id' in y) && !('shelf' in y), y); eq('Location', r.headers.get('location'), `/yarns/${y.id}`); has('read', await get('yarns', y.id), { id: y.id, ...exp }); });
check('what is not given', async () => { const b = await B(), y = await Y(b), z = await Y(b); has('yarn', y, { colours: [], discontinued: false, note: null }); ok('ids count up', Number.isInteger(y.id) && z.id > y.id, [y.id, z.id]); });
check('every bad field', async () => { bad(await call('POST', '/yarns', { brand_id: 999999999, name: '', weight: 'DK', grams: 9, metres: 2001, colours: 'red', discontinued: 'no', note: 5 }), 'brand_id', 'name', 'weight', 'grams', 'metres', 'colours', 'discontinued', 'note'); bad(await call('POST', '/yarns', {}), 'brand_id', 'name', 'weight', 'grams', 'metres'); });
check('whole numbers only, limits fine', async () => { const b = await B(); bad(await call('POST', '/yarns', yarn(b, { grams: '50', metres: 99.5 })), 'grams', 'metres'); await Y(b, { grams: 10, metres: 1, name: 'x'.repeat(120) }); await Y(b, { grams: 500, metres: 2000 }); bad(await call('POST', '/yarns', yarn(b, { grams: 501, metres: 0, name: 'x'.repeat(121) })), 'grams', 'metres', 'name'); });
check('single colours with their place', async () => { const b = await B(); bad(await call('POST', '/yarns', yarn(b, { colours: ['red', '', 'blue', 'red', 4, 'x'.repeat(31)] })), 'colours.1', 'colours.3', 'colours.4', 'colours.5'); bad(await call('POST', '/yarns', yarn(b, { colours: Array.from({ length: 21 }, (_, i) => 'c' + i) })), 'colours'); });
check('put is the whole thing new', async () => { const b = await B(), c = await B(), y = await Y(b, { colours: ['red'], note: 'n', discontinued: true }); has('yarn', data(await call('PUT', `/yarns/${y.id}`, { brand_id: c.id, name: 'N', weight: 'lace', grams: 100, metres: 800 }), 200), { id: y.id, brand: { id: c.id, name: c.name }, name: 'N', weight: 'lace', grams: 100, metres: 800, colours: [], note: null, discontinued: false }); bad(await call('PUT', `/yarns/${y.id}`, { name: 'M' }), 'brand_id', 'weight', 'grams', 'metres'); err(await call('PUT', '/yarns/999999999', yarn(b)), 404, 'not_found'); });
check('put a brand', async () => { const b = await B({ country: 'DE' }), name = 'New ' + rnd(); const y = await Y(b); has('brand', data(await call('PUT', `/brands/${b.id}`, { name }), 200), { id: b.id, name, country: null, yarn_count: 1 }); eq('in the yarn', (await get('yarns', y.id)).brand, { id: b.id, name }); });
check('patch is some of it', async () => { const y = await Y(await B(), { note: 'keep', colours: ['red'] }); has('yarn', data(await call('PATCH', `/yarns/${y.id}`, { metres: 130 }), 200), { ...core(y), metres: 130 }); eq('note emptied', data(await call('PATCH', `/yarns/${y.id}`, { note: null }), 200).note, null); has('nothing changed', data(await call('PATCH', `/yarns/${y.id}`, {}), 200), { ...core(y), metres: 130, note: null }); bad(await call('PATCH', `/yarns/${y.id}`, { grams: 1, name: 'Z' }), 'grams'); eq('name unchanged', (await get('yarns', y.id)).name, y.name); });
check('delete answers what was deleted', async () => { const b = await B(), y = await Y(b); has('yarn', data(await call('DELETE', `/yarns/${y.id}`), 200), { id: y.id, name: y.name }); err(await call('GET', `/yarns/${y.id}`), 404, 'not_found'); err(await call('DELETE', `/yarns/${y.id}`), 404, 'not_found'); });
check('brand with yarns stays', async () => { const b = await B(), y = await Y(b), z = await Y(b); eq('yarn_count', err(await call('DELETE', `/brands/${b.id}`), 409, 'in_use').yarn_count, 2); eq('count', (await get('brands', b.id)).yarn_count, 2); for (const k of [y, z]) st(await call('DELETE', `/yarns/${k.id}`), 200); has('brand', data(await call('DELETE', `/brands/${b.id}`), 200), { id: b.id, name: b.name }); err(await call('GET', `/brands/${b.id}`), 404, 'not_found'); });
check('yarn_count follows a move', async () => { const b = await B(), c = await B(), y = await Y(b); data(await call('PATCH', `/yarns/${y.id}`, { brand_id: c.id }), 200); eq('counts', [(await get('brands', b.id)).yarn_count, (await get('brands', c.id)).yarn_count], [0, 1]); });
check('pages', async () => { const b = await B(), all = []; for (let i = 0; i < 12; i++) all.push((await Y(b)).id); const q = 'brand_id=' + b.id; let l = await L(q); eq('10 normally', l.data.map(y => y.id), all.slice(0, 10)); eq('meta', l.meta, { page: 1, per_page: 10, pages: 2, total: 12 }); l = await L(q + '&page[number]=3&page[size]=5'); eq('third', l.data.map(y => y.id), all.slice(10)); eq('meta', l.meta, { page: 3, per_page: 5, pages: 3, total: 12 }); l = await L(q + '&page[number]=9'); eq('past the end', l.data, []); has('meta', l.meta, { page: 9, total: 12 }); });
check('nothing found', async () => { const l = await L('q=' + rnd(20)); eq('data', l.data, []); has('meta', l.meta, { page: 1, pages: 0, total: 0 }); });
check('q in yarn or brand name', async () => { const w = rnd(14), b = await B({ name: 'The ' + w + ' Mill' }), x = await Y(b), y = await Y(await B(), { name: 'Soft ' + w.toUpperCase() }); await Y(await B(), { note: w }); eq('ids', await ids('q=' + w.toUpperCase()), [x.id, y.id]); });
check('weight any of, discontinued', async () => { const b = await B(), q = 'brand_id=' + b.id, x = await Y(b), y = await Y(b, { weight: 'aran', discontinued: true }), z = await Y(b, { weight: 'lace' }); eq('weights', await ids(q + '&weight=dk,aran'), [x.id, y.id]); eq('true', await ids(q + '&discontinued=true'), [y.id]); eq('false', await ids(q + '&discontinued=false'), [x.id, z.id]); eq('both', await ids(q), [x.id, y.id, z.id]); });
check('colours, must have both', async () => { const b = await B(), q = 'brand_id=' + b.id, x = await Y(b, { colours: ['blue', 'green', 'red'] }), y = await Y(b, { colours: ['red'] }); await Y(b, { colours: ['dark red'] }); eq('red', await ids(q + '&colour=red'), [x.id, y.id]); eq('both', await ids(q + '&colour=red&colour=blue'), [x.id]); });
check('sort by several, then by id up', async () => { const b = await B(), q = `brand_id=${b.id}&sort=`, m = []; for (const [name, metres, grams] of [['b', 100, 50], ['a', 200, 50], ['a', 100, 25], ['b', 200, 50]]) m.push((await Y(b, { name, metres, grams })).id); const pick = (...i) => i.map(k => m[k]); eq('-metres,name', await ids(q + '-metres,name'), pick(1, 3, 2, 0)); eq('name,-metres', await ids(q + 'name,-metres'), pick(1, 2, 3, 0)); eq('-grams', await ids(q + '-grams'), pick(0, 1, 3, 2)); eq('-id', await ids(q + '-id'), pick(3, 2, 1, 0)); });
check('brands by name', async () => { const w = rnd(12); for (const k of ['c', 'a', 'b']) await B({ name: k + ' ' + w }); const l = await L('page[size]=2&q=' + w.toUpperCase(), 'brands'); eq('names', l.data.map(b => b.name), ['a ' + w, 'b ' + w]); eq('meta', l.meta, { page: 1, per_page: 2, pages: 2, total: 3 }); });
check('counts with all four', async () => { const b = await B(); for (const [weight, discontinued] of [['dk', false], ['dk', true], ['dk', false], ['bulky', false]]) await Y(b, { weight, discontinued }); const c = async q => data(await call('GET', `/yarns/counts?brand_id=${b.id}${q}`), 200); eq('counts', await c(''), { lace: 0, dk: 3, aran: 0, bulky: 1 }); eq('filtered', await c('&discontinued=false'), { lace: 0, dk: 2, aran: 0, bulky: 1 }); eq('none', await c('&q=' + rnd(20)), { lace: 0, dk: 0, aran: 0, bulky: 0 }); });
check('bad queries', async () => { for (const [q, ...f] of [['page[size]=51', 'page[size]'], ['page[number]=0&page[size]=x', 'page[number]', 'page[size]'], ['sort=name,colour', 'sort'], ['weight=dk,wool', 'weight'], ['discontinued=maybe', 'discontinued']]) bad(await call('GET', '/yarns?' + q), ...f); });
check('not found', async () => { st(await call('GET', '/yarns'), 200); for (const p of ['/yarns/999999999', '/brands/999999999', '/needles-' + rnd()]) { const b = err(await call('GET', p), 404, 'not_found'); ok('no errors', !('errors' in b), b); } err(await call('PATCH', '/yarns/999999999', { metres: 5 }), 404, 'not_found'); });
check('bodies that are not JSON', async () => { err(await call('POST', '/brands', '{"name": '), 400, 'bad_json'); const r = await fetch(BASE + '/brands', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: JSON.stringify({ name: 'Brand ' + rnd() }), signal: AbortSignal.timeout(15000) }); const text = await r.text(); let body; try { body = JSON.parse(text); } catch {} err({ status: r.status, body, text, what: 'POST /brands as text/plain' }, 415, 'not_json'); });

let good = 0;
for (const [name, fn] of list) {
  try { await fn(); good++; console.log(`ok ${name}`); }
  catch (e) { console.log(`FAIL ${name}: ${e instanceof Fail ? e.message : 'expected a usable answer, got ' + (e?.cause?.message || e?.message || e)}`.replace(/\n/g, ' ')); }
}
console.log(`${good} of ${list.length}`);
process.exitCode = 0;
