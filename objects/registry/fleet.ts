import type { Env } from "../environment.ts";
import type { ServiceHost } from "../service-host/service-host.ts";

/** Objects that are called at the same time. */
const atOnce = 8;

/** Stands between a service's name and a tenant's in the name of the tenant's object. */
export const tenantMark = "~";

/** One object of a service. */
export interface ServiceObject {
  name: string;
  host: DurableObjectStub<ServiceHost>;
}

/** All objects of a service: the one under its own name, which says what is live, and one for each tenant. */
export class Fleet {
  readonly #storage: DurableObjectStorage;
  readonly #env: Env;
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(storage: DurableObjectStorage, env: Env) {
    this.#storage = storage;
    this.#env = env;
  }

  /** The object under the service's own name. */
  main(service: string): ServiceObject {
    return this.#object(service);
  }

  tenantNames(service: string): string[] {
    return this.#storage.sql
      .exec<{ name: string }>("SELECT name FROM tenants WHERE service = ? ORDER BY name", service)
      .toArray()
      .map(({ name }) => name);
  }

  /** The objects of its tenants. */
  tenants(service: string): ServiceObject[] {
    return this.tenantNames(service).map((name) => this.tenant(service, name));
  }

  tenant(service: string, tenant: string): ServiceObject {
    return this.#object(service + tenantMark + tenant);
  }

  /** Remembers a tenant. */
  add(service: string, tenant: string): void {
    this.#storage.sql.exec("INSERT OR IGNORE INTO tenants VALUES (?, ?)", service, tenant);
  }

  /** What changes a service's objects is done by one call after another: two at once could leave them unlike. */
  inTurn<Value>(service: string, work: () => Promise<Value>): Promise<Value> {
    const before = this.#turns.get(service) ?? Promise.resolve();
    const turn = before.then(work, work);
    const over = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#turns.get(service) === over) this.#turns.delete(service);
      });
    this.#turns.set(service, over);
    return turn;
  }

  #object(name: string): ServiceObject {
    return { name, host: this.#env.SERVICE_HOST.getByName(name) };
  }
}

/** Does the work for each object, several at once; every one is tried, and then the first failure is thrown. */
export async function each<Value>(
  objects: readonly ServiceObject[],
  work: (object: ServiceObject) => Promise<Value>,
): Promise<Value[]> {
  const values: Value[] = [];
  const failures: unknown[] = [];
  const waiting = [...objects.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, object] = next;
      try {
        values[index] = await work(object);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failures.length > 0) throw failures[0];
  return values;
}
