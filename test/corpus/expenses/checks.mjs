// Black-box checks. Run: node THIS_FILE BASE_URL
import { call, check, eq, err, has, ok, rnd, runChecks, st } from "../frame.mjs";

const bearer = t => ({ authorization: 'Bearer ' + t });
const U = async () => { const username = 'u_' + rnd(), password = 'pw' + rnd(); const b = st(await call('POST', '/signup', { username, password }), 201); return { username, password, id: b.user?.id, token: b.token, h: bearer(b.token) }; };
const X = async (u, over = {}) => st(await call('POST', '/expenses', { amount: 100, category: 'food', date: '2024-03-10', ...over }, u.h), 201);
const bad = r => { const b = err(r, 422, 'INVALID_INPUT'); ok('a message', typeof b.message === 'string' && b.message.length > 0, b); };
const L = async (u, q = '') => st(await call('GET', '/expenses' + q, undefined, u.h), 200);

check('signup gives user and a token that works at once', async () => {
  const username = 'n_' + rnd(); const b = st(await call('POST', '/signup', { username, password: 'abcdef' }), 201);
  has('user', b.user, { username }); ok('user id', b.user.id !== undefined && b.user.id !== null, b.user);
  has('list', st(await call('GET', '/expenses', undefined, bearer(b.token)), 200), { expenses: [], count: 0, sum: 0 });
});
check('signup refuses a taken name', async () => { const u = await U(); err(await call('POST', '/signup', { username: u.username, password: 'another1' }), 409, 'USERNAME_TAKEN'); });
check('signup checks the username', async () => { for (const username of ['ab', 'a'.repeat(21), 'has space', 'dash-' + rnd(4)]) bad(await call('POST', '/signup', { username, password: 'abcdef' })); });
check('signup checks the password', async () => bad(await call('POST', '/signup', { username: 'p_' + rnd(), password: 'abcde' })));
check('signin gives user and token', async () => {
  const u = await U(), b = st(await call('POST', '/signin', { username: u.username, password: u.password }), 200);
  has('user', b.user, { id: u.id, username: u.username }); await L({ h: bearer(b.token) });
});
check('signin with wrong password or unknown name', async () => {
  const u = await U();
  err(await call('POST', '/signin', { username: u.username, password: 'wrong-one' }), 401, 'WRONG_CREDENTIALS');
  err(await call('POST', '/signin', { username: 'zz_' + rnd(), password: 'wrong-one' }), 401, 'WRONG_CREDENTIALS');
});
check('signout kills this token only', async () => {
  const u = await U(), t2 = st(await call('POST', '/signin', { username: u.username, password: u.password }), 200).token;
  ok('two different tokens', t2 !== u.token, t2);
  st(await call('POST', '/signout', undefined, u.h), 204);
  err(await call('GET', '/expenses', undefined, u.h), 401, 'NOT_SIGNED_IN');
  await L({ h: bearer(t2) });
});
check('signing out twice with one token is refused', async () => { const u = await U(); st(await call('POST', '/signout', undefined, u.h), 204); err(await call('POST', '/signout', undefined, u.h), 401, 'NOT_SIGNED_IN'); });
check('missing and invented tokens are refused', async () => {
  err(await call('GET', '/expenses'), 401, 'NOT_SIGNED_IN');
  err(await call('POST', '/expenses', { amount: 1, category: 'food', date: '2024-01-01' }, bearer('x' + rnd())), 401, 'NOT_SIGNED_IN');
  err(await call('GET', '/summary?month=2024-01'), 401, 'NOT_SIGNED_IN');
});
check('an expense is stored with all its fields', async () => {
  const u = await U(), x = await X(u, { amount: 1250, category: 'leisure', date: '2024-02-29', note: 'cinema' });
  has('expense', x, { amount: 1250, category: 'leisure', date: '2024-02-29', note: 'cinema' });
  has('read again', st(await call('GET', `/expenses/${x.id}`, undefined, u.h), 200), { id: x.id, amount: 1250, category: 'leisure', date: '2024-02-29', note: 'cinema' });
});
check('note left out is an empty string', async () => { const u = await U(); eq('note', (await X(u)).note, ''); });
check('amount must be whole cents above zero, a number', async () => { const u = await U(); for (const amount of [0, -5, 1.5, '100', null]) bad(await call('POST', '/expenses', { amount, category: 'food', date: '2024-01-01' }, u.h)); eq('count', (await L(u)).count, 0); });
check('category must be one of ours', async () => { const u = await U(); bad(await call('POST', '/expenses', { amount: 1, category: 'pets', date: '2024-01-01' }, u.h)); });
check('date must exist', async () => { const u = await U(); for (const date of ['2023-02-29', '2024-13-01', '01.02.2024', undefined]) bad(await call('POST', '/expenses', { amount: 1, category: 'food', date }, u.h)); });
check('note of 200 passes, 201 does not', async () => { const u = await U(); await X(u, { note: 'n'.repeat(200) }); bad(await call('POST', '/expenses', { amount: 1, category: 'food', date: '2024-01-01', note: 'n'.repeat(201) }, u.h)); });
check('the list is by date, then by entry, both latest first', async () => {
  const u = await U(); const a = await X(u, { date: '2024-01-05' }), b = await X(u, { date: '2024-01-09' }), c = await X(u, { date: '2024-01-05' }), d = await X(u, { date: '2023-12-31' });
  eq('ids', (await L(u)).expenses.map(x => x.id), [b.id, c.id, a.id, d.id]);
});
check('the list holds only mine', async () => { const a = await U(), b = await U(); await X(a); eq('count', (await L(b)).count, 0); });
check('from and to are both included', async () => {
  const u = await U(); for (const [d, n] of [['2024-01-01', 1], ['2024-01-02', 2], ['2024-01-03', 4], ['2024-01-04', 8]]) await X(u, { date: d, amount: n });
  has('list', await L(u, '?from=2024-01-02&to=2024-01-03'), { count: 2, sum: 6 });
});
check('category with min and max', async () => {
  const u = await U(); for (const [c, n] of [['food', 10], ['food', 20], ['food', 30], ['rent', 20], ['food', 31]]) await X(u, { category: c, amount: n });
  const l = await L(u, '?category=food&min=20&max=30'); has('list', l, { count: 2, sum: 50 }); eq('amounts', l.expenses.map(x => x.amount).sort(), [20, 30]);
});
check('nonsense in a filter is an input error', async () => { const u = await U(); for (const q of ['from=yesterday', 'to=2024-02-30', 'category=pets', 'min=abc']) bad(await call('GET', '/expenses?' + q, undefined, u.h)); });
check('put replaces the whole expense', async () => {
  const u = await U(), x = await X(u, { note: 'old' });
  has('result', st(await call('PUT', `/expenses/${x.id}`, { amount: 77, category: 'other', date: '2024-05-05' }, u.h), 200), { id: x.id, amount: 77, category: 'other', date: '2024-05-05', note: '' });
});
check('put needs all fields', async () => { const u = await U(), x = await X(u); bad(await call('PUT', `/expenses/${x.id}`, { amount: 5 }, u.h)); has('unchanged', st(await call('GET', `/expenses/${x.id}`, undefined, u.h), 200), { amount: 100 }); });
check('delete removes', async () => { const u = await U(), x = await X(u); st(await call('DELETE', `/expenses/${x.id}`, undefined, u.h), 204); err(await call('GET', `/expenses/${x.id}`, undefined, u.h), 404, 'NO_SUCH_EXPENSE'); });
check('an expense of somebody else does not exist for me', async () => {
  const a = await U(), b = await U(), x = await X(a);
  err(await call('GET', `/expenses/${x.id}`, undefined, b.h), 404, 'NO_SUCH_EXPENSE');
  err(await call('PUT', `/expenses/${x.id}`, { amount: 7, category: 'food', date: '2024-05-05' }, b.h), 404, 'NO_SUCH_EXPENSE');
  err(await call('DELETE', `/expenses/${x.id}`, undefined, b.h), 404, 'NO_SUCH_EXPENSE');
  has('unchanged', st(await call('GET', `/expenses/${x.id}`, undefined, a.h), 200), { amount: 100 });
});
check('a budget is set and answered', async () => { const u = await U(); has('budget', st(await call('PUT', '/budgets/food', { limit: 5000 }, u.h), 200), { category: 'food', limit: 5000 }); });
check('a budget with wrong category or limit is an input error', async () => { const u = await U(); bad(await call('PUT', '/budgets/pets', { limit: 1 }, u.h)); bad(await call('PUT', '/budgets/food', { limit: -1 }, u.h)); bad(await call('PUT', '/budgets/food', {}, u.h)); });
check('the summary adds up one month by category', async () => {
  const u = await U(); for (const [c, n, d] of [['food', 10, '2024-04-01'], ['food', 5, '2024-04-30'], ['rent', 100, '2024-04-15'], ['health', 9, '2024-05-01'], ['food', 3, '2023-04-10']]) await X(u, { category: c, amount: n, date: d });
  const s = st(await call('GET', '/summary?month=2024-04', undefined, u.h), 200);
  has('summary', s, { month: '2024-04', total: 115, byCategory: { food: 15, rent: 100 }, overBudget: [] });
});
check('over budget: more than the limit only, alphabetical', async () => {
  const u = await U(); for (const [c, l] of [['transport', 10], ['food', 0], ['rent', 50]]) st(await call('PUT', '/budgets/' + c, { limit: l }, u.h), 200);
  for (const [c, n] of [['transport', 11], ['food', 1], ['rent', 50], ['other', 999]]) await X(u, { category: c, amount: n, date: '2024-06-06' });
  eq('overBudget', st(await call('GET', '/summary?month=2024-06', undefined, u.h), 200).overBudget, ['food', 'transport']);
});
check('a new limit overwrites the old, and limits are mine alone', async () => {
  const a = await U(), b = await U();
  for (const limit of [1, 1000]) st(await call('PUT', '/budgets/food', { limit }, a.h), 200);
  st(await call('PUT', '/budgets/food', { limit: 1 }, b.h), 200);
  await X(a, { date: '2024-06-06' }); await X(b, { date: '2024-06-06' });
  eq('overBudget of a', st(await call('GET', '/summary?month=2024-06', undefined, a.h), 200).overBudget, []);
  eq('overBudget of b', st(await call('GET', '/summary?month=2024-06', undefined, b.h), 200).overBudget, ['food']);
});
check('an empty month', async () => { const u = await U(); has('summary', st(await call('GET', '/summary?month=2019-01', undefined, u.h), 200), { month: '2019-01', total: 0, byCategory: {}, overBudget: [] }); });
check('a missing or wrong month is an input error', async () => { const u = await U(); bad(await call('GET', '/summary', undefined, u.h)); bad(await call('GET', '/summary?month=2024-13', undefined, u.h)); });

await runChecks();
