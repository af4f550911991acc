import type { LoadsContext, LoadsInput, LoadsResult } from "./contracts.ts";

/** Lays parcels into vans, first fit by falling weight. */
export function loads({ thing, given }: LoadsInput, { things, refuse }: LoadsContext): LoadsResult {
  const waiting = things.parcels
    .where({ depot: thing.id, van: null })
    .sort((one, other) => other.grams - one.grams);
  const vans = Array.from({ length: given.vans }, (_, index) => ({ van: index + 1, grams: 0, parcels: 0 }));
  let left = 0;
  for (const { id, grams } of waiting) {
    const van = vans.find((one) => one.grams + grams <= given.most);
    if (van === undefined) {
      left += 1;
      continue;
    }
    van.grams += grams;
    van.parcels += 1;
    things.parcels.change(id, { van: van.van });
  }
  if (left > 0) refuse("no_room", "Not all parcels fit.", { left });
  return vans.filter(({ parcels }) => parcels > 0);
}
