/** The Worker's Durable Object classes by the name of their binding, in the order of the bindings' names. */
export const objectBindings = {
  BENCH: "Bench",
  LIBRARY: "Library",
  REGISTRY: "Registry",
  ROOM: "Room",
  SERVICE_HOST: "ServiceHost",
} as const;

/** The binding through which the Worker runs generated code. Terraform's provider cannot declare it; see the ADR. */
export const loaderBinding = "LOADER";
