import { type Call, toolsOf } from "../../tools.ts";

const goods = ["Wool socks", "Tea towel", "Chopping board (oak)", "Café mug 0.3 l", "Candle, 12 h", "Soap & dish", "Rain jacket", "Notebook A5"];
const oddGoods = ["Shirt 100% cotton", "Chocolate 70%", "Scarf 50% silk / 50% wool", "Juice 100%"];
const searches = ["sock", "tea", "mug", "OAK", "a5", "soap & dish", "jacket", "café", "notebook", "zzz", "board (", "0.3 l"];
const oddSearches = ["100% cotton", "70%", "50% wool"];

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const key = { "X-Api-Key": "shelf-7" };
  const suppliers: any[] = [];
  const products: any[] = [];
  const moves: any[] = [];
  const onHand = (product: any) =>
    moves.filter((move) => move.product === product.id).reduce((sum, { pieces }) => sum + pieces, 0);
  const shown = (product: any) => ({
    sku: product.sku,
    name: product.name,
    cents: product.cents,
    reorderAt: product.reorderAt,
    onHand: onHand(product),
    worth: onHand(product) * product.cents,
    low: onHand(product) <= product.reorderAt,
  });

  const addSupplier = async () => {
    const { given, made } = await t.fresh("/suppliers", key, () => ({ name: `Supplies ${t.int(1, 999_999_999)} Ltd.` }));
    if (made === undefined) return;
    t.same("a new supplier", made, { name: given.name, email: null, products: 0 });
    suppliers.push(made);
  };
  const addProduct = async () => {
    const { given, made } = await t.fresh("/products", key, () => ({
      sku: `${t.pick("ABCDEFGHKLMNPRSTUWXYZ".split(""))}${t.pick("ABCDEFGHKLMNPRSTUWXYZ".split(""))}-${String(t.int(0, 9999)).padStart(4, "0")}`,
      name: t.pick(t.chance(0.1) ? oddGoods : goods),
      cents: t.int(50, 20_000),
      ...(t.chance(0.7) && { supplier: t.pick(suppliers).id }),
      ...(t.chance(0.4) && { reorderAt: t.int(0, 20) }),
    }));
    if (made === undefined) return;
    const product = { ...given, id: made.id, reorderAt: given.reorderAt ?? 5 };
    t.same("a new product", made, { ...shown(product), supplier: given.supplier ?? null });
    products.push(product);
  };
  const move = async () => {
    const product = t.pick(products);
    const given = { product: product.id, pieces: t.chance(0.55) ? t.int(1, 40) : -t.int(1, 15), reason: t.pick(["delivery", "sold", "broken", "gift 🎁"]) };
    const now = onHand(product);
    if (now + given.pieces < 0) {
      const answer = await t.refused("POST", "/movements", 409, "not_enough", key, given);
      return void t.check(answer.body?.onHand === now + given.pieces || answer.body?.onHand === now, `a refused movement tells of ${answer.body?.onHand}`);
    }
    const { status, body } = await t.ask("POST", "/movements", 201, key, given);
    if (status !== 201) return;
    t.same("a new movement", body, given);
    moves.push(given);
  };
  const count = async () => {
    const product = t.pick(products);
    const before = onHand(product);
    const found = t.chance(0.5) ? before : Math.max(0, before + t.int(-3, 3));
    const { status, body } = await t.ask("POST", `/products/${product.id}/count`, 200, key, { found });
    if (status !== 200) return;
    t.same("a count", body, { id: product.id, counted: found, before });
    if (found !== before) moves.push({ product: product.id, pieces: found - before, reason: "count" });
  };
  const look = async () => {
    const product = t.pick(products);
    const { body } = await t.ask("GET", `/products/${product.id}`, 200, key);
    t.same("a product", body, shown(product));
    if (t.chance(0.4)) {
      const own = moves.filter((one) => one.product === product.id);
      const listed = await t.ask("GET", `/movements?product=${product.id}&limit=100`, 200, key);
      t.check(listed.body?.length === Math.min(100, own.length), `a product has ${own.length} movements, ${listed.body?.length} are shown`);
    }
  };
  const search = async () => {
    const word = t.pick(t.chance(0.08) ? oddSearches : searches);
    const path = `/products?q=${encodeURIComponent(word)}${t.chance(0.3) ? "&upTo=9000" : ""}`;
    const { status, body } = await t.ask("GET", path, 200, key);
    if (status !== 200) return;
    t.check(body.products?.length === Math.min(10, body.total), `a page of ${body.total} products has ${body.products?.length}`);
    for (const { name, sku, cents } of body.products ?? []) {
      t.check(`${name}\n${sku}`.toLowerCase().includes(word.toLowerCase()), `a search for ${word} gives ${name}`);
      t.check(!path.includes("upTo") || cents <= 9000, `a search up to 9000 gives ${cents}`);
    }
  };
  const list = async () => {
    const supplier = t.pick(suppliers);
    const own = products.filter((product) => product.supplier === supplier.id);
    const low = t.chance(0.5);
    const expected = low ? own.filter((product) => shown(product).low) : own;
    const { body } = await t.ask("GET", `/products?supplier=${supplier.id}${low ? "&low=true" : ""}&limit=100`, 200, key);
    t.same("a supplier's products", body, { total: expected.length });
    t.check(body?.products?.length === Math.min(100, expected.length), "a supplier's list is not whole");
  };
  const change = async () => {
    const product = t.pick(products);
    const change = t.pick([{ cents: t.int(50, 20_000) }, { reorderAt: t.int(0, 30) }, { name: t.pick(t.chance(0.1) ? oddGoods : goods) }]);
    const { status, body } = await t.ask("PATCH", `/products/${product.id}`, 200, key, change);
    if (status === 200) Object.assign(product, change);
    t.same("a changed product", body, shown(product));
  };
  const odd = async () => {
    const kind = t.int(0, 3);
    if (kind === 0) await t.refused("GET", "/products", 401, "no_key");
    if (kind === 1) await t.refused("POST", "/products", 422, "invalid", key, { sku: "ab-12", name: "No", cents: 0 });
    if (kind === 2) await t.refused("GET", "/products/none", 404, "not_found", key);
    if (kind === 3) await t.ask("POST", "/movements", 422, key, { product: "none", pieces: 1, reason: "x" });
  };

  for (let n = 0; n < 2; n++) await addSupplier();
  if (suppliers.length === 0) return;
  for (let n = 0; n < 6; n++) await addProduct();
  if (products.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.01) await addSupplier();
    else if (dice < 0.09) await addProduct();
    else if (dice < 0.38) await move();
    else if (dice < 0.43) await count();
    else if (dice < 0.63) await look();
    else if (dice < 0.81) await search();
    else if (dice < 0.88) await list();
    else if (dice < 0.95) await change();
    else await odd();
  }
}
