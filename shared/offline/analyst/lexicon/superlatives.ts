type Superlative = { readonly direction: "ascending" | "descending"; readonly of: RegExp };

const size = /^(?:size|area|capacity|volume|amount|quantity|population|surface|square metres|number of \w+)$/;
const price = /\b(?:price|cost|fee|amount|fare|rate|rent|value|salary)\b/;
const time = /\b(?:date|at|on|time|day|due|deadline|starts?|start|from|when|year|moment)\b/;
const length = /\b(?:length|duration|distance|minutes|hours|pages|days)\b/;

const known: Readonly<Record<string, Superlative>> = {
  heaviest: { direction: "descending", of: /\b(?:weight|mass|kg|grams|kilos)\b/ },
  lightest: { direction: "ascending", of: /\b(?:weight|mass|kg|grams|kilos)\b/ },
  tallest: { direction: "descending", of: /\b(?:height|elevation|size)\b/ },
  highest: {
    direction: "descending",
    of: /\b(?:height|elevation|altitude|score|rating|priority|level|amount|price)\b/,
  },
  lowest: {
    direction: "ascending",
    of: /\b(?:height|elevation|altitude|score|rating|priority|level|amount|price)\b/,
  },
  longest: { direction: "descending", of: length },
  shortest: { direction: "ascending", of: length },
  widest: { direction: "descending", of: /\bwidth\b/ },
  deepest: { direction: "descending", of: /\bdepth\b/ },
  fastest: { direction: "ascending", of: /\b(?:time|duration|seconds|speed)\b/ },
  hottest: { direction: "descending", of: /\b(?:temperature|heat|scoville|degrees)\b/ },
  coldest: { direction: "ascending", of: /\b(?:temperature|degrees)\b/ },
  biggest: { direction: "descending", of: size },
  largest: { direction: "descending", of: size },
  smallest: { direction: "ascending", of: size },
  cheapest: { direction: "ascending", of: price },
  dearest: { direction: "descending", of: price },
  priciest: { direction: "descending", of: price },
  soonest: { direction: "ascending", of: time },
  earliest: { direction: "ascending", of: time },
  busiest: { direction: "descending", of: /\b(?:visitors|guests|number of \w+)\b/ },
  best: { direction: "descending", of: /\b(?:rating|score|stars|points|grade)\b/ },
  worst: { direction: "ascending", of: /\b(?:rating|score|stars|points|grade)\b/ },
  strongest: { direction: "descending", of: /\b(?:strength|abv|alcohol|percentage)\b/ },
};
const expensive: Superlative = { direction: "descending", of: price };

/** The order that a superlative such as "heaviest" means and the names of fields it can be of; undefined for any other word. */
export function superlative(word: string): Superlative | undefined {
  return word === "expensive" ? expensive : known[word];
}
