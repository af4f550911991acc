// Black-box checks. Run: node THIS_FILE BASE_URL
import { call, check, eq, err, has, ok, rnd, runChecks, sleep, st } from "../frame.mjs";

const bearer = t => ({ authorization: 'Bearer ' + t });
const U = async (over = {}) => {
  const email = `u${rnd()}@example.org`, password = 'secret-' + rnd(), name = 'Name ' + rnd(4);
  const reg = st(await call('POST', '/api/register', { email, password, name, ...over }), 201);
  const log = st(await call('POST', '/api/login', { email: over.email ?? email, password }), 200);
  return { id: reg.id, email: over.email ?? email, password, name, reg, h: bearer(log.token) };
};
const P = async (u, over = {}) => st(await call('POST', '/api/posts', { title: 'T ' + rnd(5), body: 'Body', ...over }, u.h), 201);
const PUB = async (u, over = {}) => { const p = await P(u, over); return st(await call('POST', `/api/posts/${p.id}/publish`, undefined, u.h), 200); };
const bad = (r, ...fields) => { const b = err(r, 400, 'validation'); ok('fields to be an array', Array.isArray(b.fields), b.fields); eq('fields', [...b.fields].sort(), fields.sort()); };

check('register answers id, email, name and no password', async () => {
  const email = `a${rnd()}@example.org`, password = 'pw-' + rnd();
  const r = await call('POST', '/api/register', { email, password, name: 'Ann' });
  const b = st(r, 201);
  has('user', b, { email, name: 'Ann' });
  ok('an id', b.id !== undefined && b.id !== null, b);
  ok('no password in the answer', !('password' in b) && !r.text.includes(password), b);
});
check('register refuses a taken e-mail whatever the capitals', async () => {
  const u = await U();
  err(await call('POST', '/api/register', { email: u.email.toUpperCase(), password: 'longenough', name: 'B' }), 409, 'email_taken');
});
check('register names all offending fields', async () => bad(await call('POST', '/api/register', { email: 'nobody', password: 'short', name: '' }), 'email', 'name', 'password'));
check('register takes a password of exactly 8 and refuses 7', async () => {
  st(await call('POST', '/api/register', { email: `b${rnd()}@example.org`, password: '12345678', name: 'B' }), 201);
  bad(await call('POST', '/api/register', { email: `b${rnd()}@example.org`, password: '1234567', name: 'B' }), 'password');
});
check('login gives a token that works', async () => { const u = await U(); has('me', st(await call('GET', '/api/me', undefined, u.h), 200), { id: u.id, email: u.email, name: u.name, postCount: 0 }); });
check('wrong password and unknown e-mail look the same', async () => {
  const u = await U();
  err(await call('POST', '/api/login', { email: u.email, password: 'not-the-one' }), 401, 'bad_credentials');
  err(await call('POST', '/api/login', { email: `x${rnd()}@example.org`, password: 'not-the-one' }), 401, 'bad_credentials');
});
check('me without and with an unknown token is unauthorized', async () => {
  err(await call('GET', '/api/me'), 401, 'unauthorized');
  err(await call('GET', '/api/me', undefined, bearer('nope' + rnd())), 401, 'unauthorized');
});
check('posting needs a token', async () => err(await call('POST', '/api/posts', { title: 'a', body: 'b' }), 401, 'unauthorized'));
check('a new post is a draft with its author', async () => {
  const u = await U(); const p = await P(u, { title: 'Hello', body: 'World' });
  has('post', p, { title: 'Hello', body: 'World', tags: [], status: 'draft', publishedAt: null });
  has('author', p.author, { id: u.id, name: u.name });
  ok('createdAt to be a time', !Number.isNaN(Date.parse(p.createdAt)), p.createdAt);
});
check('tags go to lower case without repeats', async () => { const u = await U(); eq('tags', (await P(u, { tags: ['Zoo', 'apple', 'ZOO', 'Apple', 'mid'] })).tags, ['zoo', 'apple', 'mid']); });
check('title of 120 passes, 121 and empty body do not', async () => {
  const u = await U(); await P(u, { title: 'x'.repeat(120) });
  bad(await call('POST', '/api/posts', { title: 'x'.repeat(121), body: '' }, u.h), 'title', 'body');
});
check('post without title is refused', async () => { const u = await U(); bad(await call('POST', '/api/posts', { body: 'b' }, u.h), 'title'); });
check('postCount counts drafts and published', async () => { const u = await U(); await P(u); await PUB(u); eq('postCount', st(await call('GET', '/api/me', undefined, u.h), 200).postCount, 2); });
check('a draft is seen by its author only', async () => {
  const a = await U(), b = await U(), p = await P(a);
  has('draft', st(await call('GET', `/api/posts/${p.id}`, undefined, a.h), 200), { id: p.id, status: 'draft' });
  err(await call('GET', `/api/posts/${p.id}`, undefined, b.h), 404, 'not_found');
  err(await call('GET', `/api/posts/${p.id}`), 404, 'not_found');
});
check('a stranger changing, publishing or deleting a draft gets 404', async () => {
  const a = await U(), b = await U(), p = await P(a);
  err(await call('PATCH', `/api/posts/${p.id}`, { title: 'n' }, b.h), 404, 'not_found');
  err(await call('POST', `/api/posts/${p.id}/publish`, undefined, b.h), 404, 'not_found');
  err(await call('DELETE', `/api/posts/${p.id}`, undefined, b.h), 404, 'not_found');
});
check('publishing sets status and publishedAt', async () => { const u = await U(), p = await PUB(u); eq('status', p.status, 'published'); ok('publishedAt to be a time', p.publishedAt && !Number.isNaN(Date.parse(p.publishedAt)), p.publishedAt); });
check('publishing twice is a conflict', async () => { const u = await U(), p = await PUB(u); err(await call('POST', `/api/posts/${p.id}/publish`, undefined, u.h), 409, 'already_published'); });
check('a published post is public', async () => { const u = await U(), p = await PUB(u); has('post', st(await call('GET', `/api/posts/${p.id}`), 200), { id: p.id, title: p.title, status: 'published' }); });
check('the author patches title and tags', async () => {
  const u = await U(), p = await PUB(u, { body: 'keep' });
  has('patched', st(await call('PATCH', `/api/posts/${p.id}`, { title: 'New', tags: ['A', 'a'] }, u.h), 200), { title: 'New', body: 'keep', tags: ['a'], status: 'published' });
  has('read again', st(await call('GET', `/api/posts/${p.id}`), 200), { title: 'New', body: 'keep', tags: ['a'] });
});
check('patch follows the same rules', async () => { const u = await U(), p = await P(u); bad(await call('PATCH', `/api/posts/${p.id}`, { title: '' }, u.h), 'title'); });
check('another user may not patch, publish or delete a published post', async () => {
  const a = await U(), b = await U(), p = await PUB(a);
  err(await call('PATCH', `/api/posts/${p.id}`, { title: 'n' }, b.h), 403, 'forbidden');
  err(await call('POST', `/api/posts/${p.id}/publish`, undefined, b.h), 403, 'forbidden');
  err(await call('DELETE', `/api/posts/${p.id}`, undefined, b.h), 403, 'forbidden');
  st(await call('GET', `/api/posts/${p.id}`), 200);
});
check('the author deletes a post', async () => { const u = await U(), p = await PUB(u); st(await call('DELETE', `/api/posts/${p.id}`, undefined, u.h), 204); err(await call('GET', `/api/posts/${p.id}`), 404, 'not_found'); });
check('the list holds published posts only, newest publication first', async () => {
  const u = await U(), tag = 't' + rnd();
  const first = await P(u, { tags: [tag] }), second = await PUB(u, { tags: [tag] });
  await P(u, { tags: [tag] }); await sleep(25);
  st(await call('POST', `/api/posts/${first.id}/publish`, undefined, u.h), 200);
  const b = st(await call('GET', `/api/posts?tag=${tag}`), 200);
  eq('ids', b.items.map(x => x.id), [first.id, second.id]);
  has('list', b, { page: 1, limit: 10, total: 2 });
});
check('the list pages', async () => {
  const u = await U(), ids = [];
  for (let i = 0; i < 3; i++) { ids.unshift((await PUB(u)).id); await sleep(15); }
  const b = st(await call('GET', `/api/posts?author=${u.id}&limit=2&page=2`), 200);
  has('list', b, { page: 2, limit: 2, total: 3 }); eq('ids', b.items.map(x => x.id), [ids[2]]);
});
check('tag and author together narrow', async () => {
  const a = await U(), b = await U(), tag = 't' + rnd(); const mine = await PUB(a, { tags: [tag] }); await PUB(b, { tags: [tag] }); await PUB(a);
  const l = st(await call('GET', `/api/posts?tag=${tag}&author=${a.id}`), 200);
  eq('ids', l.items.map(x => x.id), [mine.id]); eq('total', l.total, 1);
});
check('limit 51 and page 0 are refused', async () => { bad(await call('GET', '/api/posts?limit=51'), 'limit'); bad(await call('GET', '/api/posts?page=0'), 'page'); st(await call('GET', '/api/posts?limit=50'), 200); });
check('my posts hold drafts too and only mine', async () => {
  const a = await U(), b = await U(); const d = await P(a), p = await PUB(a); await PUB(b);
  eq('ids', st(await call('GET', '/api/me/posts', undefined, a.h), 200).items.map(x => x.id).sort(), [d.id, p.id].sort());
});
check('comment on a published post', async () => {
  const a = await U(), b = await U(), p = await PUB(a);
  const c = st(await call('POST', `/api/posts/${p.id}/comments`, { text: 'Nice' }, b.h), 201);
  has('comment', c, { postId: p.id, text: 'Nice' }); has('author', c.author, { id: b.id, name: b.name });
});
check('comments are read by anyone, oldest first', async () => {
  const a = await U(), p = await PUB(a);
  for (const t of ['one', 'two', 'three']) { st(await call('POST', `/api/posts/${p.id}/comments`, { text: t }, a.h), 201); await sleep(15); }
  eq('texts', st(await call('GET', `/api/posts/${p.id}/comments`), 200).map(x => x.text), ['one', 'two', 'three']);
});
check('comment needs a token and a text up to 500', async () => {
  const a = await U(), p = await PUB(a);
  err(await call('POST', `/api/posts/${p.id}/comments`, { text: 'x' }), 401, 'unauthorized');
  bad(await call('POST', `/api/posts/${p.id}/comments`, { text: 'x'.repeat(501) }, a.h), 'text');
  st(await call('POST', `/api/posts/${p.id}/comments`, { text: 'x'.repeat(500) }, a.h), 201);
});
check('commenting a draft: conflict for its author, 404 for others', async () => {
  const a = await U(), b = await U(), p = await P(a);
  err(await call('POST', `/api/posts/${p.id}/comments`, { text: 'x' }, a.h), 409, 'not_published');
  err(await call('POST', `/api/posts/${p.id}/comments`, { text: 'x' }, b.h), 404, 'not_found');
});
check('a comment is deleted by its writer or the post author, not by others', async () => {
  const a = await U(), b = await U(), c = await U(), p = await PUB(a);
  const mk = async () => st(await call('POST', `/api/posts/${p.id}/comments`, { text: 'x' }, b.h), 201).id;
  const one = await mk(), two = await mk();
  err(await call('DELETE', `/api/comments/${one}`, undefined, c.h), 403, 'forbidden');
  st(await call('DELETE', `/api/comments/${one}`, undefined, b.h), 204);
  st(await call('DELETE', `/api/comments/${two}`, undefined, a.h), 204);
  eq('comments left', st(await call('GET', `/api/posts/${p.id}/comments`), 200), []);
});

await runChecks();
