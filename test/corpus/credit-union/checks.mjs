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
const NEW = () => { const p = { 'x-partner': 'P-' + rnd() }; return p; };
const key = () => ({ 'idempotency-key': 'k-' + rnd(16) });
const dep = (p, id, amount) => call('POST', `/accounts/${id}/deposits`, { amount }, p);
const A = async (p, amount = 0) => { const a = st(await call('POST', '/accounts', { holder: 'Holder ' + rnd(4) }, p), 201); if (amount) st(await dep(p, a.id, amount), 201); return a.id; };
const tr = (p, from, to, amount, k = key()) => call('POST', '/transfers', { from, to, amount }, { ...p, ...k });
const acc = async (p, id) => st(await call('GET', `/accounts/${id}`, undefined, p), 200);
const bal = async (p, id) => (await acc(p, id)).balance;
const ent = async (p, id) => st(await call('GET', `/accounts/${id}/entries`, undefined, p), 200);
const batch = (p, ...t) => call('POST', '/transfers/batch', { transfers: t.map(([from, to, amount]) => ({ from, to, amount })) }, p);
const rev = (p, id) => call('POST', `/transfers/${id}/reverse`, undefined, p);

check('an account opens with 0, not frozen', async () => { const p = NEW(); const a = st(await call('POST', '/accounts', { holder: 'Canteen' }, p), 201); has('account', a, { holder: 'Canteen', balance: 0, frozen: false }); has('read', await acc(p, a.id), { id: a.id, holder: 'Canteen', balance: 0, frozen: false }); });
check('requests without partner are refused', async () => { err(await call('POST', '/accounts', { holder: 'x' }), 400, 'partner_missing'); const p = NEW(), a = await A(p); err(await call('GET', `/accounts/${a}`), 400, 'partner_missing'); });
check('holder must be a non-empty text', async () => { for (const b of [{}, { holder: '' }, { holder: 7 }]) err(await call('POST', '/accounts', b, NEW()), 400, 'invalid_request'); });
check('accounts of another partner do not exist', async () => { const p = NEW(), q = NEW(), a = await A(p, 50), b = await A(q, 50); err(await call('GET', `/accounts/${a}`, undefined, q), 404, 'account_not_found'); err(await dep(q, a, 5), 404, 'account_not_found'); err(await tr(q, b, a, 5), 404, 'account_not_found'); err(await tr(q, a, b, 5), 404, 'account_not_found'); err(await call('GET', `/accounts/${a}/entries`, undefined, q), 404, 'account_not_found'); err(await call('POST', `/accounts/${a}/freeze`, undefined, q), 404, 'account_not_found'); eq('balance', await bal(p, a), 50); });
check('a deposit credits', async () => { const p = NEW(), a = await A(p); has('deposit', st(await dep(p, a, 250), 201), { account_id: a, amount: 250, balance: 250 }); has('second', st(await dep(p, a, 50), 201), { amount: 50, balance: 300 }); eq('balance', await bal(p, a), 300); });
check('amounts are whole from 1 to 100000', async () => { const p = NEW(), a = await A(p, 100000), b = await A(p); for (const x of [0, -5, 1.5, '10', 100001, undefined]) { err(await dep(p, a, x), 400, 'invalid_request'); err(await tr(p, a, b, x), 400, 'invalid_request'); } st(await tr(p, a, b, 100000), 201); eq('balance', await bal(p, a), 0); });
check('the ceiling holds for deposits and transfers', async () => { const p = NEW(), a = await A(p), b = await A(p, 10); for (let i = 0; i < 10; i++) st(await dep(p, a, 100000), 201); err(await dep(p, a, 1), 409, 'ceiling_exceeded'); err(await tr(p, b, a, 1), 409, 'ceiling_exceeded'); eq('a', await bal(p, a), 1000000); eq('b', await bal(p, b), 10); });
check('a transfer moves both sides', async () => { const p = NEW(), a = await A(p, 100), b = await A(p, 5); const t = st(await tr(p, a, b, 30), 201); has('transfer', t, { from: a, to: b, amount: 30, state: 'done' }); eq('a', await bal(p, a), 70); eq('b', await bal(p, b), 35); has('read', st(await call('GET', `/transfers/${t.id}`, undefined, p), 200), { id: t.id, from: a, to: b, amount: 30, state: 'done' }); });
check('the whole balance may leave, not one more', async () => { const p = NEW(), a = await A(p, 10), b = await A(p); err(await tr(p, a, b, 11), 409, 'insufficient_funds'); eq('a', await bal(p, a), 10); eq('b', await bal(p, b), 0); st(await tr(p, a, b, 10), 201); eq('a', await bal(p, a), 0); });
check('same account and unknown account', async () => { const p = NEW(), a = await A(p, 10); err(await tr(p, a, a, 1), 400, 'same_account'); const o = NEW(), x = await A(o); err(await tr(p, a, x, 1), 404, 'account_not_found'); });
check('a transfer is hidden from other partners', async () => { const p = NEW(), a = await A(p, 10), b = await A(p), t = st(await tr(p, a, b, 1), 201); err(await call('GET', `/transfers/${t.id}`, undefined, NEW()), 404, 'transfer_not_found'); err(await rev(NEW(), t.id), 404, 'transfer_not_found'); });
check('a key is needed', async () => { const p = NEW(), a = await A(p, 10), b = await A(p); err(await call('POST', '/transfers', { from: a, to: b, amount: 1 }, p), 400, 'key_missing'); eq('a', await bal(p, a), 10); });
check('a repeated key gives the original answer, nothing moves', async () => { const p = NEW(), a = await A(p, 100), b = await A(p), k = key(); const t1 = st(await tr(p, a, b, 40, k), 201), t2 = st(await tr(p, a, b, 40, k), 201); eq('second answer', t2, t1); eq('a', await bal(p, a), 60); eq('b', await bal(p, b), 40); });
check('the original answer also when the money would no longer suffice', async () => { const p = NEW(), a = await A(p, 10), b = await A(p), k = key(); const t1 = st(await tr(p, a, b, 10, k), 201), t2 = st(await tr(p, a, b, 10, k), 201); eq('id', t2.id, t1.id); });
check('a key with other content', async () => { const p = NEW(), a = await A(p, 100), b = await A(p), k = key(); st(await tr(p, a, b, 40, k), 201); err(await tr(p, a, b, 41, k), 422, 'key_reused'); err(await tr(p, b, a, 40, k), 422, 'key_reused'); eq('a', await bal(p, a), 60); });
check('a refused attempt does not consume the key', async () => { const p = NEW(), a = await A(p), b = await A(p), k = key(); err(await tr(p, a, b, 40, k), 409, 'insufficient_funds'); st(await dep(p, a, 100), 201); st(await tr(p, a, b, 60, k), 201); eq('a', await bal(p, a), 40); });
check('keys of different partners do not touch', async () => { const p = NEW(), q = NEW(), k = key(); const a = await A(p, 10), b = await A(p), c = await A(q, 10), d = await A(q); const t = st(await tr(p, a, b, 3, k), 201), u = st(await tr(q, c, d, 4, k), 201); ok('another transfer', t.id !== u.id, u.id); eq('c', await bal(q, c), 6); });
check('the same key at the same moment moves once', async () => { const p = NEW(), a = await A(p, 100), b = await A(p), k = key(); const rs = await Promise.all(Array.from({ length: 6 }, () => tr(p, a, b, 10, k))); eq('different ids', new Set(rs.map(r => st(r, 201).id)).size, 1); eq('a', await bal(p, a), 90); });
check('coinciding transfers never overdraw', async () => { const p = NEW(), a = await A(p, 50), b = await A(p); const rs = await Promise.all(Array.from({ length: 12 }, () => tr(p, a, b, 10))); eq('done', rs.filter(r => r.status === 201).length, 5); eq('refused', rs.filter(r => r.status === 409).length, 7); eq('a', await bal(p, a), 0); eq('b', await bal(p, b), 50); });
check('a batch is carried out in its order', async () => { const p = NEW(), a = await A(p, 20), b = await A(p), c = await A(p); const r = st(await batch(p, [a, b, 20], [b, c, 15]), 201); eq('number', r.transfers.length, 2); has('first', r.transfers[0], { from: a, to: b, amount: 20, state: 'done' }); has('second', r.transfers[1], { from: b, to: c, amount: 15, state: 'done' }); eq('balances', [await bal(p, a), await bal(p, b), await bal(p, c)], [0, 5, 15]); });
check('a failing batch does nothing at all', async () => { const p = NEW(), a = await A(p, 20), b = await A(p), c = await A(p); has('refusal', err(await batch(p, [a, b, 20], [b, c, 21], [a, c, 1]), 409, 'batch_rejected'), { index: 1, reason: 'insufficient_funds' }); eq('balances', [await bal(p, a), await bal(p, b), await bal(p, c)], [20, 0, 0]); eq('entries of b', await ent(p, b), []); });
check('batch reasons: frozen and same account', async () => { const p = NEW(), a = await A(p, 20), b = await A(p, 5); st(await call('POST', `/accounts/${b}/freeze`, undefined, p), 200); has('frozen', err(await batch(p, [a, b, 1], [a, b, 1], [b, a, 1]), 409, 'batch_rejected'), { index: 2, reason: 'account_frozen' }); has('same', err(await batch(p, [a, a, 1]), 409, 'batch_rejected'), { index: 0, reason: 'same_account' }); eq('a', await bal(p, a), 20); });
check('a batch has 1 to 50', async () => { const p = NEW(), a = await A(p, 100), b = await A(p); err(await batch(p), 400, 'invalid_request'); err(await batch(p, ...Array(51).fill([a, b, 1])), 400, 'invalid_request'); st(await batch(p, ...Array(50).fill([a, b, 1])), 201); eq('a', await bal(p, a), 50); });
check('a reversal returns the amount', async () => { const p = NEW(), a = await A(p, 20), b = await A(p), t = st(await tr(p, a, b, 8), 201); const r = st(await rev(p, t.id), 201); has('reversal', r, { from: b, to: a, amount: 8, reverses: t.id }); ok('a new id', r.id !== t.id, r.id); eq('state of the first', st(await call('GET', `/transfers/${t.id}`, undefined, p), 200).state, 'reversed'); eq('a', await bal(p, a), 20); eq('b', await bal(p, b), 0); });
check('no second reversal, no reversal of a reversal', async () => { const p = NEW(), a = await A(p, 20), b = await A(p), t = st(await tr(p, a, b, 8), 201), r = st(await rev(p, t.id), 201); err(await rev(p, t.id), 409, 'already_reversed'); err(await rev(p, r.id), 409, 'not_reversible'); eq('a', await bal(p, a), 20); });
check('a reversal needs the money to be there', async () => { const p = NEW(), a = await A(p, 20), b = await A(p), t = st(await tr(p, a, b, 8), 201); st(await tr(p, b, a, 1), 201); err(await rev(p, t.id), 409, 'insufficient_funds'); eq('state', st(await call('GET', `/transfers/${t.id}`, undefined, p), 200).state, 'done'); st(await dep(p, b, 1), 201); st(await rev(p, t.id), 201); });
check('freezing is answered and harmless to repeat', async () => { const p = NEW(), a = await A(p, 20); for (const [w, f] of [['freeze', true], ['freeze', true], ['unfreeze', false], ['unfreeze', false]]) has(w, st(await call('POST', `/accounts/${a}/${w}`, undefined, p), 200), { id: a, balance: 20, frozen: f }); });
check('nothing leaves a frozen account, credits come in', async () => { const p = NEW(), a = await A(p, 20), b = await A(p, 20); const t = st(await tr(p, b, a, 5), 201); st(await call('POST', `/accounts/${a}/freeze`, undefined, p), 200); err(await tr(p, a, b, 1), 409, 'account_frozen'); err(await tr(p, a, b, 500), 409, 'account_frozen'); err(await rev(p, t.id), 409, 'account_frozen'); st(await tr(p, b, a, 5), 201); st(await dep(p, a, 1), 201); eq('a', await bal(p, a), 31); st(await call('POST', `/accounts/${a}/unfreeze`, undefined, p), 200); st(await tr(p, a, b, 1), 201); });
check('entries tell every movement', async () => { const p = NEW(), a = await A(p, 100), b = await A(p), t = st(await tr(p, a, b, 30), 201), r = st(await rev(p, t.id), 201); const x = await ent(p, a); eq('number', x.length, 3); [{ seq: 1, kind: 'deposit', amount: 100, balance_after: 100, transfer_id: null }, { seq: 2, kind: 'transfer', amount: -30, balance_after: 70, transfer_id: t.id }, { seq: 3, kind: 'reversal', amount: 30, balance_after: 100, transfer_id: r.id }].forEach((e, i) => has('entry ' + i, x[i], e)); const y = await ent(p, b); eq('number', y.length, 2); has('entry of b', y[0], { seq: 1, kind: 'transfer', amount: 30, balance_after: 30, transfer_id: t.id }); });
check('refused movements leave no entry', async () => { const p = NEW(), a = await A(p), b = await A(p); await tr(p, a, b, 5); await dep(p, a, -1); eq('entries', await ent(p, a), []); });
check('entries are final', async () => { const p = NEW(), a = await A(p, 9); for (const m of ['PUT', 'PATCH', 'DELETE']) for (const s of ['', '/1']) err(await call(m, `/accounts/${a}/entries${s}`, m === 'DELETE' ? undefined : { amount: 1 }, p), 405, 'entries_are_final'); const x = await ent(p, a); eq('number', x.length, 1); has('entry', x[0], { amount: 9 }); });

let good = 0;
for (const [name, fn] of list) {
  try { await fn(); good++; console.log(`ok ${name}`); }
  catch (e) { console.log(`FAIL ${name}: ${e instanceof Fail ? e.message : 'expected a usable answer, got ' + (e?.cause?.message || e?.message || e)}`.replace(/\n/g, ' ')); }
}
console.log(`${good} of ${list.length}`);
process.exitCode = 0;
