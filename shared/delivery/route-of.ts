/** Finds the template of an OpenAPI document's paths that a call goes to; fixed segments before parameters. */
export function routesOf(
  paths: Record<string, unknown>,
): (method: string, path: string) => string | undefined {
  const templates = Object.entries(paths).map(([template, operations]) => ({
    template,
    methods: new Set(Object.keys(operations ?? {}).map((method) => method.toUpperCase())),
    segments: template.split("/"),
  }));
  const fixed = (segments: string[]) => segments.filter((segment) => !segment.startsWith("{")).length;
  templates.sort((left, right) => fixed(right.segments) - fixed(left.segments));
  return (method, path) => {
    const segments = path.split("/");
    return templates.find(
      (one) =>
        one.methods.has(method) &&
        one.segments.length === segments.length &&
        one.segments.every(
          (segment, index) => segment === segments[index] || (segment.startsWith("{") && segments[index]),
        ),
    )?.template;
  };
}
