// Black-box checks. Run: node THIS_FILE BASE_URL
import { call, check, eq, err, has, ok, rnd, runChecks, st } from "../frame.mjs";

const bearer = t => ({ authorization: 'Bearer ' + t });
const C = { 'x-curator': 'Awa' }, D = { 'x-curator': 'Bilal' };
const L2 = () => String.fromCharCode(65 + Math.floor(Math.random() * 26), 65 + Math.floor(Math.random() * 26));
const inv = () => L2() + '-' + String(Math.floor(Math.random() * 1e6)).padStart(6, '0');
const R = async (over = {}) => st(await call('POST', '/rooms', { name: 'Room ' + rnd(), floor: 1, ...over }, C), 201);
const O = async (over = {}, h = C) => { for (let i = 0; ; i++) { const r = await call('POST', '/objects', { title: 'Object ' + rnd(), inventory_no: inv(), ...over }, h); if (r.status === 409 && i < 5 && !over.inventory_no) continue; return st(r, 201); } };
const Q = async q => st(await call('GET', '/objects?' + q), 200);
const bad = (r, ...f) => { const b = err(r, 400, 'invalid'); ok('details to be an object', b.details && typeof b.details === 'object', b); eq('fields in details', Object.keys(b.details).sort(), f.sort()); };

check('a room is entered', async () => { const name = 'Hall ' + rnd(); const r = st(await call('POST', '/rooms', { name, floor: -2 }, C), 201); has('room', r, { name, floor: -2, object_count: 0 }); ok('an id', r.id !== undefined && r.id !== null, r); });
check('a duplicate room in other capitals', async () => { const r = await R({ name: 'Attic ' + rnd() }); err(await call('POST', '/rooms', { name: r.name.toUpperCase(), floor: 2 }, C), 409, 'duplicate_room'); });
check('floors from -2 to 5, whole', async () => { for (const floor of [-3, 6, 1.5, '1']) bad(await call('POST', '/rooms', { name: 'F ' + rnd(), floor }, C), 'floor'); await R({ floor: 5 }); });
check('room without anything names both fields', async () => bad(await call('POST', '/rooms', {}, C), 'floor', 'name'));
check('writing without X-Curator is refused before anything else', async () => {
  err(await call('POST', '/rooms', {}), 400, 'curator_missing'); err(await call('POST', '/objects', {}), 400, 'curator_missing');
  const o = await O(); err(await call('PATCH', `/objects/${o.id}`, { title: 'x' }), 400, 'curator_missing'); err(await call('DELETE', `/objects/${o.id}`), 400, 'curator_missing');
  err(await call('DELETE', `/rooms/none-${rnd()}`), 400, 'curator_missing'); has('unchanged', st(await call('GET', `/objects/${o.id}`), 200), { title: o.title });
});
check('an object with all fields', async () => { const r = await R(), inventory_no = inv(); const b = { title: 'Mask', inventory_no, year: 1850, room_id: r.id, materials: ['wood', 'shell'] }; const o = await O(b); has('object', o, { ...b, century: 19, added_by: 'Awa', changed_by: 'Awa' }); has('read again', st(await call('GET', `/objects/${o.id}`), 200), { ...b, id: o.id, century: 19 }); });
check('what is not known is null, materials empty', async () => has('object', await O(), { year: null, room_id: null, century: null, materials: [] }));
check('null may be sent', async () => has('object', await O({ year: null, room_id: null }), { year: null, room_id: null, century: null }));
check('centuries after Christ', async () => { for (const [y, c] of [[1, 1], [100, 1], [101, 2], [1900, 19], [1901, 20]]) eq('century of ' + y, (await O({ year: y })).century, c); });
check('centuries before Christ', async () => { for (const [y, c] of [[-1, -1], [-100, -1], [-101, -2]]) eq('century of ' + y, (await O({ year: y })).century, c); });
check('the year 0 is refused', async () => bad(await call('POST', '/objects', { title: 'x', inventory_no: inv(), year: 0 }, C), 'year'));
check('bad inventory numbers', async () => { for (const n of ['mk-004711', 'MK-4711', 'MK004711', 'MKA-004711', 'MK-0047111']) bad(await call('POST', '/objects', { title: 'x', inventory_no: n }, C), 'inventory_no'); });
check('one entry per bad field', async () => bad(await call('POST', '/objects', { inventory_no: 'x', year: 'old', materials: 'wood' }, C), 'title', 'inventory_no', 'year', 'materials'));
check('an inventory number that is already there', async () => { const o = await O(); err(await call('POST', '/objects', { title: 'x', inventory_no: o.inventory_no }, C), 409, 'duplicate_inventory_no'); });
check('an unknown room, on post and on patch', async () => { const r = await R(); st(await call('DELETE', `/rooms/${r.id}`, undefined, C), 204); err(await call('POST', '/objects', { title: 'x', inventory_no: inv(), room_id: r.id }, C), 422, 'unknown_room'); const o = await O(); err(await call('PATCH', `/objects/${o.id}`, { room_id: r.id }, C), 422, 'unknown_room'); });
check('patch changes what is sent and notes who', async () => { const o = await O({ year: 1700, materials: ['iron'] }); has('object', st(await call('PATCH', `/objects/${o.id}`, { year: 1801 }, D), 200), { title: o.title, inventory_no: o.inventory_no, year: 1801, century: 19, materials: ['iron'], added_by: 'Awa', changed_by: 'Bilal' }); });
check('patch with year null empties the century', async () => { const o = await O({ year: 1700 }); has('object', st(await call('PATCH', `/objects/${o.id}`, { year: null }, D), 200), { year: null, century: null }); });
check('patch under the same rules', async () => { const o = await O({ year: 5 }); bad(await call('PATCH', `/objects/${o.id}`, { year: 0 }, D), 'year'); has('unchanged', st(await call('GET', `/objects/${o.id}`), 200), { year: 5, changed_by: 'Awa' }); });
check('the inventory number is fixed, even unchanged', async () => { const o = await O(); err(await call('PATCH', `/objects/${o.id}`, { inventory_no: o.inventory_no }, C), 400, 'inventory_no_fixed'); err(await call('PATCH', `/objects/${o.id}`, { title: 'new', inventory_no: inv() }, C), 400, 'inventory_no_fixed'); has('unchanged', st(await call('GET', `/objects/${o.id}`), 200), { title: o.title }); });
check('object_count follows adding, moving and deleting', async () => {
  const r = await R(), n = async () => st(await call('GET', `/rooms/${r.id}`), 200).object_count;
  const a = await O({ room_id: r.id }), b = await O({ room_id: r.id }); eq('count', await n(), 2);
  st(await call('PATCH', `/objects/${a.id}`, { room_id: null }, C), 200); eq('count after moving to storage', await n(), 1);
  st(await call('DELETE', `/objects/${b.id}`, undefined, C), 204); eq('count after deleting', await n(), 0);
});
check('delete an object', async () => { const o = await O(); st(await call('DELETE', `/objects/${o.id}`, undefined, C), 204); err(await call('GET', `/objects/${o.id}`), 404, 'not_found'); err(await call('DELETE', `/objects/${o.id}`, undefined, C), 404, 'not_found'); });
check('a room is deleted only when empty', async () => { const r = await R(), o = await O({ room_id: r.id }); err(await call('DELETE', `/rooms/${r.id}`, undefined, C), 409, 'room_not_empty'); st(await call('PATCH', `/objects/${o.id}`, { room_id: null }, C), 200); st(await call('DELETE', `/rooms/${r.id}`, undefined, C), 204); err(await call('GET', `/rooms/${r.id}`), 404, 'not_found'); });
check('rooms by floor, then by name', async () => { const k = rnd(); for (const [n, floor] of [['b', 0], ['a', 3], ['a2', 0], ['c', -1]]) await R({ name: `${n}-${k}`, floor }); eq('names', st(await call('GET', '/rooms'), 200).map(x => x.name).filter(n => n.endsWith(k)), [`c-${k}`, `a2-${k}`, `b-${k}`, `a-${k}`]); });
check('search by room, by inventory number', async () => { const r = await R(), ns = [inv(), inv(), inv()]; for (const n of ns) await O({ room_id: r.id, inventory_no: n }); const b = await Q('room_id=' + r.id); eq('order', b.objects.map(o => o.inventory_no), [...ns].sort()); eq('total', b.total, 3); });
check('search by part of the title, capitals do not matter', async () => { const k = rnd(), o = await O({ title: `The ${k} Vase` }); const b = await Q('q=' + k.toUpperCase() + '%20va'); eq('ids', b.objects.map(x => x.id), [o.id]); });
check('in storage and title together', async () => { const k = rnd(), r = await R(), a = await O({ title: k }); await O({ title: k, room_id: r.id }); const b = await Q(`q=${k}&in_storage=true`); eq('ids', b.objects.map(x => x.id), [a.id]); });
check('material is exactly that word', async () => { const m = 'm' + rnd(), a = await O({ materials: ['glass', m] }); await O({ materials: [m + 'x'] }); eq('ids', (await Q('material=' + m)).objects.map(x => x.id), [a.id]); });
check('from_year and to_year included, unknown years left out', async () => { const k = rnd(); for (const y of [-50, 10, 20, 30, null]) await O({ title: k, year: y }); eq('years', (await Q(`q=${k}&from_year=-50&to_year=20&sort=year`)).objects.map(x => x.year), [-50, 10, 20]); eq('years', (await Q(`q=${k}&from_year=20&sort=year`)).objects.map(x => x.year), [20, 30]); });
check('sort by year both ways, unknown at the end', async () => { const k = rnd(); for (const y of [1500, null, -20, 1900]) await O({ title: k, year: y }); eq('up', (await Q(`q=${k}&sort=year`)).objects.map(x => x.year), [-20, 1500, 1900, null]); eq('down', (await Q(`q=${k}&sort=-year`)).objects.map(x => x.year), [1900, 1500, -20, null]); });
check('sort by title both ways', async () => { const k = rnd(); for (const t of ['b', 'c', 'a']) await O({ title: t + k }); eq('up', (await Q(`q=${k}&sort=title`)).objects.map(x => x.title[0]), ['a', 'b', 'c']); eq('down', (await Q(`q=${k}&sort=-title`)).objects.map(x => x.title[0]), ['c', 'b', 'a']); });
check('any other sort', async () => err(await call('GET', '/objects?sort=weight'), 400, 'bad_sort'));
check('limit and offset give a portion, total counts all', async () => { const k = rnd(); for (const y of [1, 2, 3, 4, 5]) await O({ title: k, year: y }); const b = await Q(`q=${k}&sort=year&limit=2&offset=2`); eq('years', b.objects.map(x => x.year), [3, 4]); eq('total', b.total, 5); });
check('20 are given if not said', async () => { const k = rnd(); await Promise.all(Array.from({ length: 22 }, () => O({ title: k }))); const b = await Q('q=' + k); eq('objects', b.objects.length, 20); eq('total', b.total, 22); });
check('nonsense in limit and offset', async () => { bad(await call('GET', '/objects?limit=0'), 'limit'); bad(await call('GET', '/objects?limit=101'), 'limit'); bad(await call('GET', '/objects?offset=-1'), 'offset'); });

await runChecks();
