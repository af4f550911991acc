import { ServiceError } from "./service-error.ts";

/** How many a page of a list holds when its maxResults is 0 or left out. */
export const listPageSize = 100;

/** The place that a token names; undefined without one. Throws InvalidToken. */
export function readPlace(token: string | undefined): number | undefined {
  if (token === undefined || /^\d{1,15}$/.test(token)) return token === undefined ? undefined : Number(token);
  throw new ServiceError("InvalidToken", "Invalid Token: 'the nextToken is not one of this list'");
}

/** The part of an answer that names where the next page begins. */
export function nextPage(place: number | undefined): { nextToken?: string } {
  return place === undefined ? {} : { nextToken: String(place) };
}
