import { type Call, toolsOf } from "../../tools.ts";

const foods = ["Butter", "Crème fraîche", "Eggs", "Flour (type 405)", "Basil", "Jalapeño", "Olive oil", "Salt", "Sugar", "Tofu"];
const dishes = ["Pancakes", "Gnocchi alla romana", "Tom kha", "Šopska salad", "Grandma's stew", "Rice & beans", "Pho"];
const words = ["Very good, less salt next time.", "Kids loved it 😀", "Too dry", "Needs 10 minutes more", "¡Qué rico!"];

export async function drive(
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
): Promise<void> {
  const t = toolsOf(call, random, wrong);
  const cooks = ["anna", "ben", "zoë@home"].map((name) => ({ "X-User": encodeURIComponent(name) }));
  const ingredients: any[] = [];
  const recipes: any[] = [];
  const parts: any[] = [];
  const meals: any[] = [];
  const partsOf = (recipe: any) => parts.filter((part) => part.recipe === recipe.id);
  const mealsOf = (recipe: any) => meals.filter((meal) => meal.recipe === recipe.id);

  const addIngredient = async () => {
    const { given, made } = await t.fresh("/ingredients", t.pick(cooks), () => ({
      name: `${t.pick(foods)} ${t.int(1, 999_999_999)}`,
      ...(t.chance(0.5) && { unit: t.pick(["g", "ml", "piece"]) }),
      ...(t.chance(0.8) && { kcal: t.pick([0, 0.5, 3.5, 7.25, 9]) }),
    }));
    if (made === undefined) return;
    t.same("a new ingredient", made, { name: given.name, unit: given.unit ?? "g", kcal: given.kcal ?? 0 });
    ingredients.push(made);
  };
  const addRecipe = async () => {
    const cook = t.pick(cooks);
    const given = {
      title: t.pick(dishes),
      servings: t.int(1, 6),
      ...(t.chance(0.7) && { minutes: t.pick([10, 25, 45, 120]) }),
      ...(t.chance(0.5) && { tags: [t.pick(["quick", "vegan"]), t.pick(["winter", "fête"])] }),
      ...(t.chance(0.4) && { source: "https://example.org/dishes?id=7" }),
    } as any;
    const { status, body } = await t.ask("POST", "/recipes", 201, cook, given);
    if (status !== 201) return;
    t.same("a new recipe", body, {
      title: given.title,
      servings: given.servings,
      minutes: given.minutes ?? null,
      tags: given.tags ?? [],
      source: given.source ?? null,
      cook: cook["X-User"],
      energy: 0,
      cooked: 0,
      stars: null,
    });
    recipes.push(body);
  };
  const addPart = async () => {
    const [recipe, ingredient] = [t.pick(recipes), t.pick(ingredients)];
    const given = {
      ingredient: ingredient.id,
      amount: t.pick([1, 2, 0.5, 100, 250]),
      ...(t.chance(0.3) && { note: "finely chopped" }),
    } as any;
    const path = `/recipes/${recipe.id}/parts`;
    if (partsOf(recipe).some((part) => part.ingredient === ingredient.id))
      return void (await t.refused("POST", path, 409, "in_already", t.pick(cooks), given));
    const { status, body } = await t.ask("POST", path, 201, t.pick(cooks), given);
    if (status !== 201) return;
    t.same("a new part", body, { recipe: recipe.id, ...given, note: given.note ?? null });
    parts.push(body);
  };
  const cook = async () => {
    const recipe = t.pick(recipes);
    const who = t.pick(cooks);
    const given = {
      on: `2026-${t.pick(["02-28", "07-14", "11-01", "12-31"])}`,
      ...(t.chance(0.4) && { guests: t.int(1, 12) }),
      ...(t.chance(0.6) && { rating: t.int(1, 5) }),
      ...(t.chance(0.35) && { comment: t.pick(words) }),
    } as any;
    const path = `/recipes/${recipe.id}/cook`;
    if (partsOf(recipe).length === 0)
      return void (await t.refused("POST", path, 409, "empty_recipe", who, given));
    const { status, body } = await t.ask("POST", path, 201, who, given);
    if (status !== 201) return;
    const expected = {
      recipe: recipe.id,
      on: given.on,
      guests: given.guests ?? recipe.servings,
      rating: given.rating ?? null,
      comment: given.comment ?? null,
      cook: who["X-User"],
    };
    t.same("a new meal", body, expected);
    meals.push({ id: body?.id, ...expected });
  };
  const look = async () => {
    const recipe = t.pick(recipes);
    const { body } = await t.ask("GET", `/recipes/${recipe.id}`, 200, t.pick(cooks));
    const energy = partsOf(recipe).reduce((sum, { ingredient, amount }) => {
      return sum + amount * (ingredients.find(({ id }) => id === ingredient)?.kcal ?? 0);
    }, 0);
    t.same("a recipe", body, { title: recipe.title, servings: recipe.servings, cooked: mealsOf(recipe).length });
    t.check(Math.abs(body?.energy - energy) <= 0.51, `a recipe's energy is ${body?.energy}, not about ${energy}`);
    t.check(
      Math.abs(body?.perServing - body?.energy / recipe.servings) <= 0.51,
      `a recipe's energy is ${body?.energy} and ${body?.perServing} a serving of ${recipe.servings}`,
    );
    const stars = mealsOf(recipe).flatMap(({ rating }) => (rating === null ? [] : [rating]));
    const average = stars.reduce((sum, one) => sum + one, 0) / stars.length;
    t.check(
      stars.length === 0 ? body?.stars === null : Math.abs(body?.stars - average) <= 0.051,
      `a recipe has ${body?.stars} stars, not ${average}`,
    );
    const listed = await t.ask("GET", `/recipes/${recipe.id}/parts`, 200, t.pick(cooks));
    t.check(listed.body?.length === partsOf(recipe).length, `a recipe has ${listed.body?.length} parts`);
  };
  const diary = async () => {
    const recipe = t.pick(recipes);
    const { body } = await t.ask("GET", `/meals?recipe=${recipe.id}&limit=50`, 200, t.pick(cooks));
    const own = mealsOf(recipe);
    t.check(body?.length === Math.min(50, own.length), `a diary shows ${body?.length} of ${own.length} meals`);
    if (meals.length === 0) return;
    const meal = t.pick(meals);
    const one = await t.ask("GET", `/meals/${meal.id}`, 200, t.pick(cooks));
    t.same("a meal", one.body, meal);
  };
  const search = async () => {
    const tag = t.pick(["quick", "fête", "none such"]);
    const tagged = await t.ask("GET", `/recipes?tag=${encodeURIComponent(tag)}&within=45`, 200, t.pick(cooks));
    for (const { tags, minutes } of tagged.body ?? [])
      t.check(tags.includes(tag) && minutes !== null && minutes <= 45, `a list of ${tag} has ${tags}, ${minutes} minutes`);
    const page = await t.ask("GET", `/recipes?q=pan&offset=${t.pick([0, 10])}`, 200, t.pick(cooks));
    t.check((page.body?.length ?? 99) <= 10, `a page has ${page.body?.length} recipes`);
  };
  const change = async () => {
    const recipe = t.pick(recipes);
    const owner = { "X-User": recipe.cook };
    const other = cooks.find((cook) => cook["X-User"] !== recipe.cook) ?? owner;
    if (t.chance(0.2))
      return void (await t.refused("PATCH", `/recipes/${recipe.id}`, 403, "forbidden", other, { servings: 2 }));
    const change = t.pick([{ servings: t.int(1, 8) }, { title: `${t.pick(dishes)} II` }, { minutes: null }]);
    const { status, body } = await t.ask("PATCH", `/recipes/${recipe.id}`, 200, owner, change);
    if (status === 200) Object.assign(recipe, change);
    t.same("a changed recipe", body, { servings: recipe.servings, title: recipe.title, source: recipe.source, tags: recipe.tags });
  };
  const odd = async () => {
    const kind = t.int(0, 3);
    if (kind === 0) await t.refused("POST", "/recipes", 400, "invalid", t.pick(cooks), { title: "  ", servings: 0 });
    if (kind === 1) await t.refused("GET", "/recipes/none", 404, "not_found", t.pick(cooks));
    if (kind === 2) await t.refused("GET", "/meals", 401, "unauthorized");
    if (kind === 3)
      await t.refused("POST", `/recipes/${t.pick(recipes).id}/cook`, 400, "invalid", t.pick(cooks), { on: "2026-02-30" });
  };

  for (let n = 0; n < 5; n++) await addIngredient();
  for (let n = 0; n < 3; n++) await addRecipe();
  if (ingredients.length === 0 || recipes.length === 0) return;
  while (t.calls < steps) {
    const dice = random();
    if (dice < 0.04) await addIngredient();
    else if (dice < 0.1) await addRecipe();
    else if (dice < 0.28) await addPart();
    else if (dice < 0.48) await cook();
    else if (dice < 0.66) await look();
    else if (dice < 0.78) await diary();
    else if (dice < 0.86) await search();
    else if (dice < 0.94) await change();
    else await odd();
  }
}
