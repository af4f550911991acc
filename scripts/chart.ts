/** What a chart of lines shows: one value of each line at each place along x; null where there is none. */
export interface Chart {
  title: string;
  x: { label: string; places: readonly string[] };
  /** From 0 to `greatest`. */
  y: { label: string; greatest: number; text: (value: number) => string };
  lines: readonly { name: string; values: readonly (number | null)[] }[];
}

const [width, height] = [760, 380];
const plot = { left: 70, right: 560, top: 44, bottom: 320 };
/** Okabe & Ito's colours, which people with any colour vision can tell apart. */
const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"];
const steps = 5;

/** The chart as an SVG document. */
export function svgOf({ title, x, y, lines }: Chart): string {
  const across = (at: number) =>
    plot.left + ((at + 0.5) * (plot.right - plot.left)) / Math.max(1, x.places.length);
  const up = (value: number) =>
    plot.bottom - (Math.min(value, y.greatest) / y.greatest) * (plot.bottom - plot.top);
  const middle = (plot.left + plot.right) / 2;
  const levels = Array.from({ length: steps + 1 }, (_, at) => (at * y.greatest) / steps);
  const parts = [
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    text(middle, 24, title, `font-size="15" font-weight="bold"`),
    ...levels.flatMap((level) => [
      `<path d="M${plot.left} ${up(level)}H${plot.right}" stroke="#ddd"/>`,
      text(plot.left - 8, up(level) + 4, y.text(level), `text-anchor="end"`),
    ]),
    ...x.places.map((place, at) => text(across(at), plot.bottom + 20, place)),
    text(middle, plot.bottom + 44, x.label),
    text(0, 0, y.label, `transform="translate(18 ${(plot.top + plot.bottom) / 2}) rotate(-90)"`),
    ...lines.flatMap(({ name, values }, at) => {
      const colour = colours[at % colours.length];
      const shown = values.flatMap((value, place) =>
        value === null ? [] : [{ x: across(place).toFixed(1), y: up(value).toFixed(1) }],
      );
      const line = shown.map((point) => `${point.x},${point.y}`).join(" ");
      const beside = plot.top + 12 + at * 22;
      return [
        `<polyline points="${line}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...shown.map((point) => `<circle cx="${point.x}" cy="${point.y}" r="3.5" fill="${colour}"/>`),
        `<path d="M${plot.right + 20} ${beside - 4}h22" stroke="${colour}" stroke-width="3"/>`,
        text(plot.right + 50, beside, name, `text-anchor="start"`),
      ];
    }),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" text-anchor="middle">`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

function text(x: number, y: number, words: string, more = ""): string {
  return `<text x="${x}" y="${y}" ${more}>${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
