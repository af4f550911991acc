import {
  DeleteProvisionedConcurrencyConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  LambdaClient,
  ProvisionedConcurrencyConfigNotFoundException,
  PutProvisionedConcurrencyConfigCommand,
  ResourceConflictException,
} from "@aws-sdk/client-lambda";
import { provisionedAlias } from "../../shared/telemetry/concurrency.ts";

const client = new LambdaClient({});

const aliasOf = (functionName: string) => ({ FunctionName: functionName, Qualifier: provisionedAlias });

/** How many environments of a function Lambda keeps started, or is starting; and why not as many as it was asked for. */
export interface Provisioned {
  environments: number;
  failure?: string;
}

export async function provisionedOf(functionName: string): Promise<Provisioned> {
  try {
    const answer = await client.send(new GetProvisionedConcurrencyConfigCommand(aliasOf(functionName)));
    if (answer.Status !== "FAILED") {
      return { environments: answer.RequestedProvisionedConcurrentExecutions ?? 0 };
    }
    return {
      environments: answer.AllocatedProvisionedConcurrentExecutions ?? 0,
      failure: answer.StatusReason ?? "Lambda gives no reason.",
    };
  } catch (error) {
    if (error instanceof ProvisionedConcurrencyConfigNotFoundException) return { environments: 0 };
    throw error;
  }
}

/** Has so many environments of a function kept started. Says whether Lambda took it: while a function is deployed it does not. */
export async function provision(functionName: string, environments: number): Promise<boolean> {
  const alias = aliasOf(functionName);
  try {
    if (environments > 0) {
      await client.send(
        new PutProvisionedConcurrencyConfigCommand({
          ...alias,
          ProvisionedConcurrentExecutions: environments,
        }),
      );
    } else await client.send(new DeleteProvisionedConcurrencyConfigCommand(alias));
    return true;
  } catch (error) {
    if (error instanceof ResourceConflictException) return false;
    throw error;
  }
}
