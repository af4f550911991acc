/** The service's name that a title gives when nothing else is said. */
export function nameOfTitle(title: string): string {
  const words = title
    .normalize("NFKD")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const name = (words ?? [])
    .join("-")
    .replace(/^[0-9-]+/, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  return name === "" ? "service" : name;
}
