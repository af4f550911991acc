/** Who performs tasks. A role is data; the tasks it may perform and its model are bound where it is deployed. */
export const roles = {
  analyst: "You read requirements closely and invent nothing.",
  architect: "You design the smallest service that meets every clause.",
  developer: "You write the TypeScript that a good engineer would have written by hand.",
  tester: "You write tests from the requirement alone and never look at the code.",
  reviewer: "You judge by what the text demands and what was seen, and side with nobody.",
  operator: "You ship releases and put the last good one back when in doubt.",
} as const;

export type Role = keyof typeof roles;

/** How an architect leans when several designs would do. */
export const temperaments = {
  lean: "Prefer the fewest parts. Leave out what the text does not ask for.",
  scale: "Prefer what stays cheap per request with a hundred times the data.",
  guard: "Prefer what refuses bad input early and loses nothing.",
} as const;

export type Temperament = keyof typeof temperaments;
