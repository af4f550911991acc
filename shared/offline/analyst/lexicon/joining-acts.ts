/** What there is once somebody has done something with a thing. */
export const joiningActs: Readonly<Record<string, string>> = {
  borrow: "loan",
  rent: "rental",
  hire: "rental",
  reserve: "reservation",
  book: "booking",
  order: "order",
  buy: "purchase",
  attend: "attendance",
  visit: "visit",
  adopt: "adoption",
  review: "review",
  rate: "rating",
};
