// Black-box checks. Run: node THIS_FILE BASE_URL
import { call, check, eq, err, has, ok, rnd, runChecks, sleep, st } from "../frame.mjs";

const bearer = t => ({ authorization: 'Bearer ' + t });
const OFFICE = { 'x-office-key': 'change-me' };
const enter = (email, password) => call('POST', '/auth/enter', { email, password });
const U = async () => { const email = `u${rnd()}@street.example`, password = 'pass-' + rnd(); const b = st(await call('POST', '/auth/join', { email, password, display_name: 'N ' + rnd(3) }), 201); const t = st(await enter(email, password), 200).access_token; return { id: b.id, email, password, token: t, h: bearer(t) }; };
const T = async (u, over = {}) => st(await call('POST', '/tools', { name: 'Tool ' + rnd(), daily_fee: 150, ...over }, u.h), 201);
const borrow = (u, t, days = 2) => call('POST', `/tools/${t.id}/borrow`, { days }, u.h);
const get = (u, p) => call('GET', p, undefined, u.h);
const block = async (u, w = 'block') => st(await call('POST', `/users/${u.id}/${w}`, undefined, OFFICE), 204);

check('join answers id, email and display_name', async () => { const email = `j${rnd()}@street.example`; const r = await call('POST', '/auth/join', { email, password: 'hammer-time', display_name: 'Jo' }); const b = st(r, 201); has('person', b, { email, display_name: 'Jo' }); ok('an id', b.id !== undefined && b.id !== null, b); });
check('join refuses the same mail', async () => { const u = await U(); err(await call('POST', '/auth/join', { email: u.email, password: 'hammer-time', display_name: 'Jo' }), 409, 'email_exists'); });
check('join refuses wrong input', async () => { const e = `j${rnd()}@street.example`; for (const b of [{ email: e, password: '1234567', display_name: 'J' }, { email: 'nomail', password: '12345678', display_name: 'J' }, { email: e, password: '12345678', display_name: '' }, {}]) err(await call('POST', '/auth/join', b), 400, 'invalid'); });
check('wrong login', async () => { const u = await U(); err(await enter(u.email, 'wrong-password'), 401, 'wrong_login'); err(await enter(`x${rnd()}@street.example`, 'wrong-password'), 401, 'wrong_login'); });
check('no token or an invented one', async () => { err(await call('GET', '/tools'), 401, 'no_access'); err(await call('GET', '/loans', undefined, bearer('zz' + rnd())), 401, 'no_access'); err(await call('POST', '/tools', { name: 'x' }), 401, 'no_access'); });
check('changing the password kills all tokens', async () => {
  const u = await U(), t2 = st(await enter(u.email, u.password), 200).access_token;
  st(await call('POST', '/auth/password', { old_password: u.password, new_password: 'brand-new-1' }, u.h), 204);
  err(await get(u, '/tools'), 401, 'no_access'); err(await get({ h: bearer(t2) }, '/tools'), 401, 'no_access');
});
check('after the change only the new password enters', async () => {
  const u = await U(); st(await call('POST', '/auth/password', { old_password: u.password, new_password: 'brand-new-1' }, u.h), 204);
  err(await enter(u.email, u.password), 401, 'wrong_login'); st(await get({ h: bearer(st(await enter(u.email, 'brand-new-1'), 200).access_token) }, '/tools'), 200);
});
check('wrong old password changes nothing', async () => { const u = await U(); err(await call('POST', '/auth/password', { old_password: 'not-it-at-all', new_password: 'brand-new-1' }, u.h), 400, 'wrong_old_password'); st(await get(u, '/tools'), 200); st(await enter(u.email, u.password), 200); });
check('a new password under 8 is invalid', async () => { const u = await U(); err(await call('POST', '/auth/password', { old_password: u.password, new_password: 'short12' }, u.h), 400, 'invalid'); st(await enter(u.email, u.password), 200); });
check('a tool with its fields', async () => { const u = await U(); has('tool', await T(u, { name: 'Drill', daily_fee: 250 }), { name: 'Drill', daily_fee: 250, private: false, owner_id: u.id, available: true }); });
check('fee and private have defaults', async () => { const u = await U(); has('tool', st(await call('POST', '/tools', { name: 'Saw' }, u.h), 201), { daily_fee: 0, private: false }); });
check('tools with wrong input', async () => { const u = await U(); for (const b of [{}, { name: 'a', daily_fee: -1 }, { name: 'a', daily_fee: 1.5 }, { name: 'a', private: 'yes' }]) err(await call('POST', '/tools', b, u.h), 400, 'invalid'); });
check('the list is sorted by name and searched without capitals', async () => {
  const a = await U(), b = await U(), k = rnd(); for (const [u, x] of [[a, 'b'], [b, 'c'], [a, 'a']]) await T(u, { name: `${x}-${k}` });
  eq('names', st(await get(a, '/tools?q=' + k.toUpperCase()), 200).map(x => x.name), [`a-${k}`, `b-${k}`, `c-${k}`]);
});
check('available=true leaves out what is lent', async () => { const a = await U(), b = await U(), k = rnd(), x = await T(a, { name: 'x' + k }), y = await T(a, { name: 'y' + k }); st(await borrow(b, x), 201); eq('ids', st(await get(b, `/tools?q=${k}&available=true`), 200).map(t => t.id), [y.id]); });
check('a private tool exists for its owner only', async () => {
  const a = await U(), b = await U(), k = rnd(), t = await T(a, { name: k, private: true });
  eq('own list', st(await get(a, '/tools?q=' + k), 200).length, 1); eq('list of others', st(await get(b, '/tools?q=' + k), 200), []);
  has('own', st(await get(a, `/tools/${t.id}`), 200), { private: true }); err(await get(b, `/tools/${t.id}`), 404, 'not_found');
});
check('a private tool is 404 for changing, deleting and borrowing', async () => { const a = await U(), b = await U(), t = await T(a, { private: true }); err(await call('PATCH', `/tools/${t.id}`, { name: 'n' }, b.h), 404, 'not_found'); err(await call('DELETE', `/tools/${t.id}`, undefined, b.h), 404, 'not_found'); err(await borrow(b, t), 404, 'not_found'); });
check('the owner patches', async () => { const a = await U(), b = await U(), t = await T(a); has('tool', st(await call('PATCH', `/tools/${t.id}`, { daily_fee: 5 }, a.h), 200), { id: t.id, name: t.name, daily_fee: 5 }); has('seen by others', st(await get(b, `/tools/${t.id}`), 200), { daily_fee: 5 }); });
check('patch to private hides', async () => { const a = await U(), b = await U(), t = await T(a); st(await call('PATCH', `/tools/${t.id}`, { private: true }, a.h), 200); err(await get(b, `/tools/${t.id}`), 404, 'not_found'); });
check('patch with wrong input', async () => { const a = await U(), t = await T(a); err(await call('PATCH', `/tools/${t.id}`, { daily_fee: -3 }, a.h), 400, 'invalid'); });
check('someone else may not patch or delete', async () => { const a = await U(), b = await U(), t = await T(a); err(await call('PATCH', `/tools/${t.id}`, { name: 'n' }, b.h), 403, 'not_yours'); err(await call('DELETE', `/tools/${t.id}`, undefined, b.h), 403, 'not_yours'); });
check('the owner deletes', async () => { const a = await U(), t = await T(a); st(await call('DELETE', `/tools/${t.id}`, undefined, a.h), 204); err(await get(a, `/tools/${t.id}`), 404, 'not_found'); });
check('borrowing gives a loan and makes the tool unavailable', async () => { const a = await U(), b = await U(), t = await T(a); has('loan', st(await borrow(b, t, 3), 201), { tool_id: t.id, borrower_id: b.id, days: 3, fee: 450, state: 'out' }); eq('available', st(await get(a, `/tools/${t.id}`), 200).available, false); });
check('days from 1 to 14', async () => { const a = await U(), b = await U(), t = await T(a); for (const d of [0, 15, 1.5]) err(await borrow(b, t, d), 400, 'invalid'); st(await borrow(b, t, 14), 201); });
check('lent tools and own tools cannot be borrowed', async () => { const a = await U(), b = await U(), c = await U(), t = await T(a), o = await T(a); err(await borrow(a, o), 409, 'own_tool'); st(await borrow(b, t), 201); err(await borrow(c, t), 409, 'lent_out'); });
check('eight borrow at the same moment: one gets it', async () => { const a = await U(), t = await T(a), us = await Promise.all(Array.from({ length: 8 }, U)); const rs = await Promise.all(us.map(u => borrow(u, t))); eq('successes', rs.filter(r => r.status === 201).length, 1); eq('conflicts', rs.filter(r => r.status === 409).length, 7); });
check('a lent tool is not deleted', async () => { const a = await U(), b = await U(), t = await T(a); st(await borrow(b, t), 201); err(await call('DELETE', `/tools/${t.id}`, undefined, a.h), 409, 'lent_out'); });
check('the fee stays when the daily fee changes', async () => { const a = await U(), b = await U(), t = await T(a, { daily_fee: 100 }), l = st(await borrow(b, t, 2), 201); st(await call('PATCH', `/tools/${t.id}`, { daily_fee: 900 }, a.h), 200); eq('fee', st(await get(b, '/loans'), 200).find(x => x.id === l.id)?.fee, 200); });
check('the borrower returns, once', async () => { const a = await U(), b = await U(), t = await T(a), l = st(await borrow(b, t), 201); has('loan', st(await call('POST', `/loans/${l.id}/return`, undefined, b.h), 200), { id: l.id, state: 'back' }); eq('available', st(await get(b, `/tools/${t.id}`), 200).available, true); err(await call('POST', `/loans/${l.id}/return`, undefined, b.h), 409, 'already_back'); });
check('the owner may return, a third one sees no loan', async () => { const a = await U(), b = await U(), c = await U(), t = await T(a), l = st(await borrow(b, t), 201); err(await call('POST', `/loans/${l.id}/return`, undefined, c.h), 404, 'not_found'); has('loan', st(await call('POST', `/loans/${l.id}/return`, undefined, a.h), 200), { state: 'back' }); });
check('my loans, newest first, also the ones that are back', async () => {
  const a = await U(), b = await U(), t = await T(a), l1 = st(await borrow(b, t), 201); st(await call('POST', `/loans/${l1.id}/return`, undefined, b.h), 200); await sleep(20); const l2 = st(await borrow(b, t), 201);
  eq('loans', st(await get(b, '/loans'), 200).map(x => [x.id, x.state]), [[l2.id, 'out'], [l1.id, 'back']]); eq('loans of the owner', st(await get(a, '/loans'), 200), []);
});
check('a blocked person is blocked at once, also on entering', async () => { const u = await U(); await block(u); err(await get(u, '/tools'), 403, 'blocked'); err(await call('POST', '/tools', { name: 'x' }, u.h), 403, 'blocked'); err(await enter(u.email, u.password), 403, 'blocked'); err(await enter(u.email, 'wrong-password'), 401, 'wrong_login'); });
check('after unblocking the old token works', async () => { const u = await U(); await block(u); await block(u); await block(u, 'unblock'); st(await get(u, '/tools'), 200); st(await enter(u.email, u.password), 200); });
check('tools of a blocked person are gone for the others, then back', async () => {
  const a = await U(), b = await U(), k = rnd(), t = await T(a, { name: k }); await block(a);
  eq('list', st(await get(b, '/tools?q=' + k), 200), []); err(await get(b, `/tools/${t.id}`), 404, 'not_found'); err(await borrow(b, t), 404, 'not_found');
  await block(a, 'unblock'); eq('list', st(await get(b, '/tools?q=' + k), 200).length, 1);
});
check('blocking is for the office, of known people', async () => { const u = await U(), o = await U(); err(await call('POST', `/users/${u.id}/block`, undefined, o.h), 403, 'office_only'); err(await call('POST', `/users/${u.id}/unblock`, undefined, { 'x-office-key': 'guess' }), 403, 'office_only'); err(await call('POST', `/users/00000000-0000-4000-8000-000000000000/block`, undefined, OFFICE), 404, 'not_found'); st(await get(u, '/tools'), 200); });

await runChecks();
