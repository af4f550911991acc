import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider/index.js";
import { WorkersCustomDomain } from "@cdktf/provider-cloudflare/lib/workers-custom-domain/index.js";
import { WorkersScript } from "@cdktf/provider-cloudflare/lib/workers-script/index.js";
import { WorkersScriptSubdomain } from "@cdktf/provider-cloudflare/lib/workers-script-subdomain/index.js";
import {
  LocalBackend,
  TerraformAsset,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
  type TerraformVariableConfig,
} from "cdktf";
import type { Construct } from "constructs";
import { pendingMigrations } from "./migrations.ts";
import { loaderBinding, objectBindings } from "./objects.ts";
import { compatibilityDate } from "./worker-bundle.ts";

export interface DataPlaneProps {
  /** The bundled Worker. */
  module: { path: string; sha256: string };
  /** Name of the Worker in the account. */
  scriptName: string;
  /** Newest migration of the Worker that is deployed now; none before the first deployment. */
  appliedMigration?: string | undefined;
  /** The Worker's own host name, in a zone of the account. Without it, it answers on workers.dev. */
  domain?: { hostname: string; zoneId: string } | undefined;
  /** May be destroyed, with all data of all services. For tests and trials. */
  ephemeral: boolean;
}

const mainModule = "worker.mjs";

/** The Worker with its Durable Objects, its secrets and its address. */
export class DataPlaneStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: DataPlaneProps) {
    super(scope, id);
    const variable = (name: string, config: TerraformVariableConfig) =>
      new TerraformVariable(this, name, { type: "string", nullable: false, ...config }).stringValue;
    const accountId = variable("account_id", { description: "The Cloudflare account." });
    const baseUrl = variable("api_base_url", {
      description: "Base URL of Cloudflare's API.",
      default: "https://api.cloudflare.com/client/v4",
    });
    const controlSecret = variable("control_secret", {
      description: "The secret that the control plane signs its calls with: the value of ControlSecretArn.",
      sensitive: true,
    });
    const previousSecret = variable("control_secret_previous", {
      description: "The secret before this one, accepted as well while it is rotated.",
      sensitive: true,
      default: "",
    });

    // State in the working folder, unless `terraform init -backend-config` says otherwise.
    new LocalBackend(this, { path: "terraform.tfstate" });
    new CloudflareProvider(this, "cloudflare", { baseUrl });
    this.addOverride("terraform.required_providers.cloudflare.version", "5.14.0");

    const asset = new TerraformAsset(this, "module", { path: props.module.path });
    const migrations = pendingMigrations(props.appliedMigration);
    const script = new WorkersScript(this, "worker", {
      accountId,
      scriptName: props.scriptName,
      contentFile: asset.path,
      contentSha256: props.module.sha256,
      mainModule,
      compatibilityDate,
      bindings: [
        ...Object.entries(objectBindings).map(([name, className]) => ({
          type: "durable_object_namespace",
          name,
          className,
        })),
        { type: "secret_text", name: "CONTROL_SECRET", text: controlSecret },
        { type: "secret_text", name: "CONTROL_SECRET_PREVIOUS", text: previousSecret },
      ].sort((one, other) => (one.name < other.name ? -1 : 1)),
      // The provider refuses a binding of this type, and keeps the one that the deployment has attached.
      keepBindings: ["worker_loader"],
      ...(migrations === undefined ? {} : { migrations }),
      observability: { enabled: true, headSamplingRate: 1 },
      // With the script go its objects, and with them the data of every service.
      lifecycle: { preventDestroy: !props.ephemeral },
    });

    new WorkersScriptSubdomain(this, "subdomain", {
      accountId,
      scriptName: script.scriptName,
      enabled: props.domain === undefined,
      previewsEnabled: false,
    });
    if (props.domain) {
      new WorkersCustomDomain(this, "domain", {
        accountId,
        ...props.domain,
        service: script.scriptName,
        environment: "production",
      });
    }

    new TerraformOutput(this, "script_name", { value: script.scriptName, staticId: true });
    new TerraformOutput(this, "loader_binding", {
      value: loaderBinding,
      description: "The Worker Loader that the deployment attaches to the Worker.",
      staticId: true,
    });
  }
}
