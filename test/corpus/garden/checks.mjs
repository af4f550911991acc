// Black-box checks. Run: node THIS_FILE BASE_URL
import { call, check, eq, err, has, ok, rnd, runChecks, sleep, st } from "../frame.mjs";

const bearer = t => ({ authorization: 'Bearer ' + t });
const KEY = { 'x-setup-key': 'change-me' };
const login = async (u, lifetime) => st(await call('POST', '/sessions', { username: u.username, password: u.password, ...(lifetime === undefined ? {} : { lifetime }) }), 201);
const U = async role => {
  const username = 'u' + rnd(), password = 'password' + rnd();
  st(await call('POST', '/people', { username, password }), 201);
  if (role) st(await call('PUT', `/people/${username}/role`, { role }, KEY), 200);
  const u = { username, password }; u.token = (await login(u)).token; u.h = bearer(u.token); return u;
};
const code = () => 'P' + rnd(9).toUpperCase();
const PL = async (k, over = {}) => { k ||= await U('keeper'); return st(await call('POST', '/plots', { code: code(), area: 120, ...over }, k.h), 201).code; };
const claim = async (u, c) => st(await call('POST', `/plots/${c}/claim`, undefined, u.h), 200);

check('sign-up answers username and role member', async () => { const username = 's' + rnd(); has('person', st(await call('POST', '/people', { username, password: '0123456789' }), 201), { username, role: 'member' }); });
check('a username that is gone', async () => { const u = await U(); err(await call('POST', '/people', { username: u.username, password: '0123456789' }), 409, 'username_in_use'); });
check('bad usernames and short passwords', async () => {
  for (const [username, password] of [['ab', '0123456789'], ['Upper' + rnd(5), '0123456789'], ['a'.repeat(31), '0123456789'], ['q' + rnd(), '012345678']]) err(await call('POST', '/people', { username, password }), 400, 'bad_request');
});
check('login gives a token for 3600 seconds', async () => { const u = await U(); const s = await login(u); eq('expires_in', s.expires_in, 3600); st(await call('GET', '/plots', undefined, bearer(s.token)), 200); });
check('lifetime is repeated in expires_in', async () => { const u = await U(); eq('expires_in', (await login(u, 86400)).expires_in, 86400); });
check('lifetime must be a whole number from 1 to 86400', async () => { const u = await U(); for (const lifetime of [0, 86401, 1.5]) err(await call('POST', '/sessions', { ...u, token: undefined, h: undefined, lifetime }), 400, 'bad_request'); });
check('a token expires and says so', async () => {
  const u = await U(), s = await login(u, 1); await sleep(1400);
  err(await call('GET', '/plots', undefined, bearer(s.token)), 401, 'token_expired');
});
check('expiry of one token leaves the other alive', async () => { const u = await U(); await login(u, 1); await sleep(1300); st(await call('GET', '/plots', undefined, u.h), 200); });
check('wrong login', async () => {
  const u = await U();
  err(await call('POST', '/sessions', { username: u.username, password: 'not-this-one' }), 401, 'login_failed');
  err(await call('POST', '/sessions', { username: 'nobody' + rnd(), password: 'not-this-one' }), 401, 'login_failed');
});
check('no token and a never seen token', async () => { err(await call('GET', '/plots'), 401, 'not_logged_in'); err(await call('GET', '/plots', undefined, bearer('x' + rnd())), 401, 'not_logged_in'); });
check('the setup key gives a role', async () => { const u = await U(); has('person', st(await call('PUT', `/people/${u.username}/role`, { role: 'admin' }, KEY), 200), { username: u.username, role: 'admin' }); });
check('a wrong setup key without token gives nothing', async () => { const u = await U(); err(await call('PUT', `/people/${u.username}/role`, { role: 'admin' }, { 'x-setup-key': 'open-sesame' }), 401, 'not_logged_in'); });
check('an admin gives roles, others may not', async () => {
  const a = await U('admin'), k = await U('keeper'), m = await U();
  err(await call('PUT', `/people/${m.username}/role`, { role: 'keeper' }, m.h), 403, 'not_allowed');
  err(await call('PUT', `/people/${m.username}/role`, { role: 'keeper' }, k.h), 403, 'not_allowed');
  has('person', st(await call('PUT', `/people/${m.username}/role`, { role: 'keeper' }, a.h), 200), { username: m.username, role: 'keeper' });
});
check('unknown role and unknown person', async () => { const a = await U('admin'); err(await call('PUT', `/people/${a.username}/role`, { role: 'king' }, a.h), 400, 'bad_request'); err(await call('PUT', `/people/no${rnd()}/role`, { role: 'keeper' }, a.h), 404, 'not_found'); });
check('a role counts right away for tokens already out, both ways', async () => {
  const u = await U();
  err(await call('POST', '/plots', { code: code(), area: 1 }, u.h), 403, 'not_allowed');
  st(await call('PUT', `/people/${u.username}/role`, { role: 'keeper' }, KEY), 200);
  st(await call('POST', '/plots', { code: code(), area: 1 }, u.h), 201);
  st(await call('PUT', `/people/${u.username}/role`, { role: 'member' }, KEY), 200);
  err(await call('POST', '/plots', { code: code(), area: 1 }, u.h), 403, 'not_allowed');
});
check('the list of people is for admins', async () => {
  const a = await U('admin'), k = await U('keeper');
  const l = st(await call('GET', '/people', undefined, a.h), 200);
  has('keeper in the list', l.find(x => x.username === k.username), { role: 'keeper' });
  ok('no passwords', !JSON.stringify(l).includes(k.password), 'a password');
  err(await call('GET', '/people', undefined, k.h), 403, 'not_allowed');
});
check('a keeper enters a plot', async () => { const k = await U('keeper'), c = code(); has('plot', st(await call('POST', '/plots', { code: c, area: 82.5 }, k.h), 201), { code: c, area: 82.5, tenant: null }); });
check('same plot code again', async () => { const k = await U('keeper'), c = await PL(k); err(await call('POST', '/plots', { code: c, area: 10 }, k.h), 409, 'plot_exists'); });
check('rubbish plots', async () => { const k = await U('keeper'); for (const p of [{ code: 'A', area: 5 }, { code: 'abc', area: 5 }, { code: 'A'.repeat(13), area: 5 }, { code: code(), area: 0 }, { code: code() }]) err(await call('POST', '/plots', p, k.h), 400, 'bad_request'); });
check('plots are listed by code', async () => {
  const k = await U('keeper'), pre = rnd(6).toUpperCase(); for (const x of ['B', 'C', 'A']) await PL(k, { code: pre + x });
  eq('codes', st(await call('GET', '/plots', undefined, k.h), 200).map(p => p.code).filter(c => c.startsWith(pre)), [pre + 'A', pre + 'B', pre + 'C']);
});
check('free=true leaves out claimed plots', async () => {
  const k = await U('keeper'), m = await U(), a = await PL(k), b = await PL(k); await claim(m, a);
  const l = st(await call('GET', '/plots?free=true', undefined, m.h), 200).map(p => p.code); ok('the free one in the list', l.includes(b), l.length + ' plots'); ok('the claimed one not in the list', !l.includes(a), a);
});
check('claiming makes me the tenant', async () => { const m = await U(), c = await PL(); has('plot', await claim(m, c), { code: c, tenant: m.username }); has('read again', st(await call('GET', `/plots/${c}`, undefined, m.h), 200), { code: c, area: 120, tenant: m.username }); });
check('a taken plot, also if I hold one already', async () => {
  const k = await U('keeper'), a = await U(), b = await U(), c = await PL(k), d = await PL(k); await claim(a, c); 
  err(await call('POST', `/plots/${c}/claim`, undefined, b.h), 409, 'plot_taken');
  await claim(b, d); err(await call('POST', `/plots/${c}/claim`, undefined, b.h), 409, 'plot_taken');
});
check('one plot per person, admins too', async () => { const a = await U('admin'), c = await PL(a), d = await PL(a); await claim(a, c); err(await call('POST', `/plots/${d}/claim`, undefined, a.h), 409, 'already_have_one'); });
check('ten people claim at the same moment: one gets it', async () => {
  const c = await PL(), us = await Promise.all(Array.from({ length: 10 }, () => U()));
  const rs = await Promise.all(us.map(u => call('POST', `/plots/${c}/claim`, undefined, u.h)));
  eq('successes', rs.filter(r => r.status === 200).length, 1); eq('conflicts', rs.filter(r => r.status === 409).length, 9);
});
check('the tenant releases and may claim again', async () => { const m = await U(), c = await PL(), d = await PL(); await claim(m, c); has('plot', st(await call('POST', `/plots/${c}/release`, undefined, m.h), 200), { code: c, tenant: null }); has('other plot', await claim(m, d), { tenant: m.username }); });
check('a keeper may release, another member may not', async () => {
  const k = await U('keeper'), m = await U(), o = await U(), c = await PL(k); await claim(m, c);
  err(await call('POST', `/plots/${c}/release`, undefined, o.h), 403, 'not_allowed'); has('plot', st(await call('POST', `/plots/${c}/release`, undefined, k.h), 200), { tenant: null });
});
check('releasing a free plot', async () => { const k = await U('keeper'), m = await U(), c = await PL(k); err(await call('POST', `/plots/${c}/release`, undefined, k.h), 409, 'plot_free'); err(await call('POST', `/plots/${c}/release`, undefined, m.h), 409, 'plot_free'); });
check('unknown plots are not found', async () => { const m = await U(), c = code(); err(await call('GET', `/plots/${c}`, undefined, m.h), 404, 'not_found'); err(await call('POST', `/plots/${c}/claim`, undefined, m.h), 404, 'not_found'); err(await call('GET', `/plots/${c}/diary`, undefined, m.h), 404, 'not_found'); });
check('the tenant writes the diary and reads it, newest first', async () => {
  const m = await U(), c = await PL(); await claim(m, c);
  for (const text of ['one', 'two']) { const d = st(await call('POST', `/plots/${c}/diary`, { text }, m.h), 201); has('entry', d, { text, by: m.username }); ok('written_at to be a time', !Number.isNaN(new Date(d.written_at).getTime()), d.written_at); await sleep(20); }
  eq('texts', st(await call('GET', `/plots/${c}/diary`, undefined, m.h), 200).map(x => x.text), ['two', 'one']);
});
check('keepers and admins read the diary but do not write', async () => {
  const k = await U('keeper'), a = await U('admin'), m = await U(), c = await PL(k); await claim(m, c); st(await call('POST', `/plots/${c}/diary`, { text: 'x' }, m.h), 201);
  for (const u of [k, a]) { eq('entries', st(await call('GET', `/plots/${c}/diary`, undefined, u.h), 200).length, 1); err(await call('POST', `/plots/${c}/diary`, { text: 'y' }, u.h), 403, 'not_allowed'); }
});
check('another member neither reads nor writes the diary', async () => { const m = await U(), o = await U(), c = await PL(); await claim(m, c); err(await call('GET', `/plots/${c}/diary`, undefined, o.h), 403, 'not_allowed'); err(await call('POST', `/plots/${c}/diary`, { text: 'y' }, o.h), 403, 'not_allowed'); });
check('a former tenant loses the diary', async () => { const m = await U(), c = await PL(); await claim(m, c); st(await call('POST', `/plots/${c}/release`, undefined, m.h), 200); err(await call('GET', `/plots/${c}/diary`, undefined, m.h), 403, 'not_allowed'); });
check('diary text of 1000 passes, 1001 and none do not', async () => { const m = await U(), c = await PL(); await claim(m, c); st(await call('POST', `/plots/${c}/diary`, { text: 'x'.repeat(1000) }, m.h), 201); err(await call('POST', `/plots/${c}/diary`, { text: 'x'.repeat(1001) }, m.h), 400, 'bad_request'); err(await call('POST', `/plots/${c}/diary`, { text: '' }, m.h), 400, 'bad_request'); });

await runChecks();
