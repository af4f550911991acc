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
const err = (r, status, problem) => { st(r, status); if (r.body?.problem !== problem) fail(`${r.what} problem`, problem, r.body); if (problem !== 'nonsense') ok('no hints', !('hints' in r.body), r.body); return r.body; };
const bad = (r, ...f) => { const { hints } = err(r, 400, 'nonsense'); ok('hints to be an object', hints && typeof hints === 'object' && !Array.isArray(hints), hints); eq('hints for', Object.keys(hints).sort(), f.sort()); ok('hints as words', Object.values(hints).every(x => typeof x === 'string' && x), hints); };
const e = encodeURIComponent;
const S = async (over = {}) => st(await call('POST', '/shelves', { label: 'L' + rnd(12), ...over }), 201);
const B = async (over = {}) => st(await call('POST', '/books', { title: 'T ' + rnd(), author: 'Anna Berg', pages: 100, ...over }), 201);
const get = async (kind, x) => st(await call('GET', `/${kind}/${e(x.id)}`), 200);
const patch = (kind, x, b) => call('PATCH', `/${kind}/${e(x.id)}`, b);
const del = (kind, x) => call('DELETE', `/${kind}/${e(x.id)}`);
const L = async q => { const b = st(await call('GET', '/books?' + q), 200); ok('books to be an array', Array.isArray(b?.books), b); return b; };
const ids = async q => (await L(q)).books.map(x => x.id);
const noId = x => typeof x.id === 'number' ? 987654321 : 'nope' + rnd();

check('a shelf is made and read', async () => { const label = 'A' + rnd(12), exp = { label, room: 'attic', bookCount: 0, averagePages: null }; const s = st(await call('POST', '/shelves', { label, room: 'attic' }), 201); has('shelf', s, exp); has('read', await get('shelves', s), { id: s.id, ...exp }); has('without room', await S(), { room: null }); });
check('nonsense shelves', async () => { bad(await call('POST', '/shelves', {}), 'label'); bad(await call('POST', '/shelves', { label: '' }), 'label'); bad(await call('POST', '/shelves', { label: 'x'.repeat(21) }), 'label'); await S({ label: rnd(20) }); });
check('label taken, even in capitals', async () => { const label = 'a' + rnd(12); await S({ label }); err(await call('POST', '/shelves', { label: label.toUpperCase() }), 409, 'label_taken'); const t = await S(); err(await patch('shelves', t, { label: label.toUpperCase() }), 409, 'label_taken'); eq('label', (await get('shelves', t)).label, t.label); });
check('a shelf is changed, only what is sent', async () => { const s = await S({ room: 'hall' }), label = 'N' + rnd(12); has('label', st(await patch('shelves', s, { label }), 200), { id: s.id, label, room: 'hall' }); has('room', st(await patch('shelves', s, { room: null }), 200), { label, room: null }); has('read', await get('shelves', s), { label, room: null }); });
check('bookCount and averagePages follow', async () => { const s = await S(), t = await S(), b = await B({ shelfId: s.id, pages: 100 }); await B({ shelfId: s.id, pages: 100 }); const c = await B({ shelfId: s.id, pages: 101 }); has('three', await get('shelves', s), { bookCount: 3, averagePages: 100.3 }); st(await patch('books', c, { shelfId: t.id }), 200); has('two', await get('shelves', s), { bookCount: 2, averagePages: 100 }); has('other', await get('shelves', t), { bookCount: 1, averagePages: 101 }); st(await patch('books', c, { shelfId: null }), 200); has('other', await get('shelves', t), { bookCount: 0, averagePages: null }); st(await del('books', b), 200); eq('one', (await get('shelves', s)).bookCount, 1); });
check('a shelf with books stays, an empty one goes and is shown', async () => { const s = await S({ room: 'r' }), b = await B({ shelfId: s.id }); err(await del('shelves', s), 409, 'not_empty'); st(await del('books', b), 200); has('deleted', st(await del('shelves', s), 200), { id: s.id, label: s.label, room: 'r', bookCount: 0 }); err(await call('GET', `/shelves/${e(s.id)}`), 404, 'unknown'); await S({ label: s.label }); });
check('shelves by label, ignoring capitals', async () => { const x = rnd(12); for (const p of ['b', 'C', 'A']) await S({ label: x + p }); const l = st(await call('GET', '/shelves'), 200); ok('a plain list', Array.isArray(l), l); eq('labels', l.map(s => s.label).filter(t => t.startsWith(x)), [x + 'A', x + 'b', x + 'C']); });
check('a book comes out with everything', async () => { const s = await S(), title = 'Pippi ' + rnd(), exp = { title, author: 'Astrid Lindgren', pages: 208, shelfId: s.id, bought: '2024-09', tags: ['funny'], thick: false, callNumber: 'LIN/p' }; const b = await B({ title, author: 'Astrid Lindgren', pages: 208, shelfId: s.id, bought: '2024-09', tags: ['funny'] }); has('book', b, exp); has('read', await get('books', b), { id: b.id, ...exp }); });
check('left out is null', async () => { has('book', await B(), { shelfId: null, bought: null }); has('null said', await B({ shelfId: null, bought: null }), { shelfId: null, bought: null }); });
check('blanks around are cut off first', async () => { const x = rnd(); has('book', await B({ title: `  The ${x} `, author: ' Erich  ' }), { title: 'The ' + x, author: 'Erich', callNumber: 'ERI/t' }); bad(await call('POST', '/books', { title: '   ', author: ' ', pages: 1 }), 'title', 'author'); eq('120 with blanks', (await B({ title: '  ' + 'x'.repeat(120) + ' ' })).title.length, 120); });
check('tags in small letters, once, alphabetically', async () => { const b = await B({ tags: ['Pirates', 'animals', 'PIRATES', 'Winter'] }); eq('tags', b.tags, ['animals', 'pirates', 'winter']); eq('patched', st(await patch('books', b, { tags: ['Z', 'a', 'z'] }), 200).tags, ['a', 'z']); });
check('thick from 300 pages', async () => { eq('299', (await B({ pages: 299 })).thick, false); const b = await B({ pages: 300 }); eq('300', b.thick, true); eq('patched', st(await patch('books', b, { pages: 12 }), 200).thick, false); await B({ pages: 1 }); await B({ pages: 3000 }); });
check('callNumber follows author and title', async () => { const b = await B({ title: 'Momo', author: 'michael ende' }); eq('callNumber', b.callNumber, 'END/m'); eq('patched', st(await patch('books', b, { author: 'Cornelia Caroline Funke', title: 'Tintenherz' }), 200).callNumber, 'FUN/t'); });
check('missing and wrong fields, each a hint', async () => { bad(await call('POST', '/books', {}), 'title', 'author', 'pages'); bad(await call('POST', '/books', { title: 'x'.repeat(121), author: '', pages: 0, shelfId: noId(await S()), bought: '2024-13', tags: 'funny' }), 'title', 'author', 'pages', 'shelfId', 'bought', 'tags'); bad(await call('POST', '/books', { title: 'x', author: 'y', pages: 3001, bought: '2024-09-01' }), 'pages', 'bought'); bad(await call('POST', '/books', { title: 'x', author: 'y', pages: 1.5 }), 'pages'); bad(await call('POST', '/books', { title: 'x', author: 'y', pages: '100' }), 'pages'); });
check('invented fields are ignored', async () => { const b = await B({ colour: 'red' }); ok('no colour', !('colour' in b), b); const c = st(await patch('books', b, { colour: 'blue', pages: 7 }), 200); eq('pages', c.pages, 7); ok('no colour', !('colour' in c), c); });
check('a book is changed, only what is sent', async () => { const s = await S(), b = await B({ shelfId: s.id, bought: '2020-01', tags: ['x'] }); has('patched', st(await patch('books', b, { pages: 55 }), 200), { id: b.id, title: b.title, pages: 55, shelfId: s.id, bought: '2020-01', tags: ['x'] }); has('nulls', st(await patch('books', b, { shelfId: null, bought: null }), 200), { pages: 55, shelfId: null, bought: null, tags: ['x'] }); bad(await patch('books', b, { pages: 0, title: 'New' }), 'pages'); has('unchanged', await get('books', b), { title: b.title, pages: 55 }); });
check('deleting a book shows it', async () => { const b = await B(); const d = st(await del('books', b), 200); has('deleted', d, { id: b.id, title: b.title, pages: 100, callNumber: b.callNumber }); err(await call('GET', `/books/${e(b.id)}`), 404, 'unknown'); err(await del('books', b), 404, 'unknown'); });
check('unknown ids', async () => { const s = noId(await S()), b = noId(await B()); for (const [m, p, x] of [['GET', '/shelves/' + s], ['PATCH', '/shelves/' + s, { label: 'x' + rnd(12) }], ['DELETE', '/shelves/' + s], ['GET', '/books/' + b], ['PATCH', '/books/' + b, { pages: 3 }]]) err(await call(m, p, x), 404, 'unknown'); });
check('pages of the list', async () => { const s = await S(), l = []; for (let i = 0; i < 14; i++) l.push((await B({ shelfId: s.id })).id); const p = await L('shelf=' + e(s.id)); eq('twelve', p.books.map(b => b.id), l.slice(0, 12)); eq('paging', p.paging, { page: 1, size: 12, pages: 2, total: 14 }); const r = await L(`shelf=${e(s.id)}&page=3&size=5`); eq('last', r.books.map(b => b.id), l.slice(10)); eq('paging', r.paging, { page: 3, size: 5, pages: 3, total: 14 }); });
check('too far, and nothing found', async () => { const s = await S(); await B({ shelfId: s.id }); const p = await L(`shelf=${e(s.id)}&page=4`); eq('too far', p, { books: [], paging: { page: 4, size: 12, pages: 1, total: 1 } }); eq('nothing', await L(`q=${rnd(20)}&size=50`), { books: [], paging: { page: 1, size: 50, pages: 0, total: 0 } }); });
check('filter by desk, q and thick', async () => { const x = rnd(12), s = await S(), a = await B({ title: `My ${x} one`, pages: 400 }), b = await B({ author: `Ida ${x}`, shelfId: s.id }), c = await B({ title: x }); await B(); eq('q', await ids('q=' + x.toUpperCase()), [a.id, b.id, c.id]); eq('desk', await ids(`q=${x}&shelf=none`), [a.id, c.id]); eq('shelf', await ids(`q=${x}&shelf=${e(s.id)}`), [b.id]); eq('thick', await ids(`q=${x}&thick=yes`), [a.id]); eq('thin', await ids(`q=${x}&thick=no`), [b.id, c.id]); });
check('filter by tags, all must be there', async () => { const t = rnd(12), u = rnd(12), a = await B({ tags: [t, u] }), b = await B({ tags: [t] }); await B({ tags: [u] }); eq('one', await ids('tag=' + t), [a.id, b.id]); eq('both', await ids(`tag=${t}&tag=${u}`), [a.id]); eq('capitals', await ids('tag=' + t.toUpperCase()), [a.id, b.id]); eq('no part of one', await ids('tag=' + t.slice(0, 11)), []); });
check('sort by title and pages, equals as they came in', async () => { const s = await S(), mk = async (title, pages) => (await B({ title, pages, shelfId: s.id })).id, q = `shelf=${e(s.id)}&sort=`; const a = await mk('Moon', 9), b = await mk('Apple', 100), c = await mk('Moon', 20), d = await mk('Zebra', 9); eq('title', await ids(q + 'title'), [b, a, c, d]); eq('-title', await ids(q + '-title'), [d, a, c, b]); eq('pages', await ids(q + 'pages'), [a, d, c, b]); eq('-pages', await ids(q + '-pages'), [b, c, a, d]); });
check('sort by bought, none last either way', async () => { const s = await S(), mk = async bought => (await B({ bought, shelfId: s.id })).id, q = `shelf=${e(s.id)}&sort=`; const a = await mk(null), b = await mk('2023-11'), c = await mk('2021-02'), d = await mk(), f = await mk('2023-11'); eq('bought', await ids(q + 'bought'), [c, b, f, a, d]); eq('-bought', await ids(q + '-bought'), [b, f, c, a, d]); eq('in pages', await ids(q + '-bought&size=2&page=2'), [c, a]); });
check('nonsense in the query', async () => { for (const [k, v] of [['page', '0'], ['page', 'x'], ['size', '51'], ['size', '0'], ['sort', 'colour'], ['thick', 'maybe']]) bad(await call('GET', `/books?${k}=${v}`), k); bad(await call('GET', '/books?page=-1&sort=up'), 'page', 'sort'); });

let good = 0;
for (const [name, fn] of list) {
  try { await fn(); good++; console.log(`ok ${name}`); }
  catch (e) { console.log(`FAIL ${name}: ${e instanceof Fail ? e.message : 'expected a usable answer, got ' + (e?.cause?.message || e?.message || e)}`.replace(/\n/g, ' ')); }
}
console.log(`${good} of ${list.length}`);
process.exitCode = 0;
