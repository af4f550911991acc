/** Its capital is that of `i`, yet to Unicode the two are not one letter in two cases. */
const dotlessI = "ı";

/**
 * A text without regard to case, for comparing: two texts that differ in case alone, by Unicode's full case folding
 * and canonical equivalence (The Unicode Standard, 3.13, D145), have the same.
 */
export function fold(text: string): string {
  if (!/[^ -~]/.test(text)) return text.toLowerCase();
  return text.split(dotlessI).map(folded).join(dotlessI).normalize("NFC");
}

/** `ẞ` has its capitals only by way of `ß`; `Σ` becomes another small letter at a word's end. */
function folded(text: string): string {
  return text.normalize("NFD").toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ");
}
