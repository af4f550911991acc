import { messageOf } from "../../errors.ts";
import { childOf, orAbort } from "../abort.ts";
import { dataLimitExceeded, exceedsDataLimit, StateFailure, TaskTimeout } from "../failure.ts";
import type { TaskRequest } from "../invocation.ts";
import type { Json } from "../json.ts";
import type { Behaviour } from "../machine.ts";
import { recoveryOf, withRecovery } from "../recovery.ts";
import type { TaskState } from "../schema.ts";
import { argumentsCheck } from "../task-arguments.ts";
import { taskTokenOf } from "../task-token.ts";
import { compileTemplate } from "../template.ts";
import type { Visit } from "../visit.ts";
import { departureOf } from "./departure.ts";
import { fieldOf, numberOf } from "./field.ts";
import { taskEvents } from "./task-events.ts";

const wholeSeconds = { least: 1, most: 99_999_999 };

/** Task: asks the invoker to do its Resource's work, under its timeouts, Retry and Catch. */
export function compileTask(shape: TaskState): Behaviour {
  const departure = departureOf(shape);
  const recovery = recoveryOf(shape);
  const argumentsTemplate =
    shape.Arguments === undefined ? undefined : compileTemplate(shape.Arguments, "Arguments");
  const timeout = fieldOf(shape.TimeoutSeconds, "TimeoutSeconds", "number");
  const heartbeat = fieldOf(shape.HeartbeatSeconds, "HeartbeatSeconds", "number");
  const roleArn = fieldOf(shape.Credentials?.RoleArn, "Credentials/RoleArn", "string");
  const events = taskEvents(shape.Resource);
  const wrongArguments = argumentsCheck(shape.Resource);
  const awaitsToken = shape.Resource.endsWith(".waitForTaskToken");
  const outlivesProcess = awaitsToken || shape.Resource.startsWith("arn:aws:states:::states:");

  return (visit) => {
    visit.retryCount = 0;
    return withRecovery(visit, recovery, async () => {
      const { clock, chance, context } = visit.engine;
      const { notes } = visit;
      const call = outlivesProcess
        ? (notes.call ?? taskTokenOf(context.Execution.Id, chance.uuid()))
        : undefined;
      const token = awaitsToken ? call : undefined;
      visit.taskToken = token;
      const payload = argumentsTemplate === undefined ? visit.input : await visit.fill(argumentsTemplate);
      // The serializer keeps the text of one value only, and the input is needed again.
      const parameters = visit.sized(payload, JSON.stringify(payload));
      const wrong = wrongArguments(payload);
      if (wrong !== undefined) {
        const why = `The Arguments '${parameters}' could not be used to start the Task: [${wrong}]`;
        throw new StateFailure("States.Runtime", visit.frame(why));
      }
      const timeoutSeconds = await numberOf(visit, timeout, wholeSeconds);
      const heartbeatSeconds = await numberOf(visit, heartbeat, wholeSeconds);
      if (roleArn !== undefined) await visit.fill(roleArn.template);
      const request = {
        resource: shape.Resource,
        arguments: payload,
        ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
        ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }),
        ...(call === undefined ? {} : { call }),
        ...(token === undefined ? {} : { taskToken: token }),
        ...(notes.submitted === undefined ? {} : { submittedBefore: notes.submitted }),
      };
      const ends = notes.deadline ?? (timeoutSeconds && clock.now() + timeoutSeconds * 1000);
      // What came in time was in time, even if the process that is to take it up was away.
      const deadline = notes.answer === undefined ? ends : undefined;
      if (call !== undefined || deadline !== undefined)
        visit.note({
          ...notes,
          ...(call && { call }),
          ...(token && { token }),
          ...(deadline && { deadline }),
        });
      const submitted = (output: Json) => {
        if (awaitsToken) visit.note({ ...visit.notes, submitted: output });
        events.submitted(visit, output);
      };
      events.scheduled(visit, request, parameters);
      let result: Json;
      try {
        result = await perform(visit, { ...request, submitted }, deadline);
        const text = visit.engine.serializer.text(result);
        if (exceedsDataLimit(text)) throw dataLimitExceeded(events.source);
        events.succeeded(visit, text);
      } catch (error) {
        if (error instanceof StateFailure) events.failed(visit, error);
        throw error;
      }
      return visit.depart(departure, shape.Next, result, { result });
    });
  };
}

async function perform(
  visit: Visit,
  request: Omit<TaskRequest, "signal">,
  deadline: number | undefined,
): Promise<Json> {
  const { controller, release } = childOf(visit.flow.signal);
  const timer = new AbortController();
  try {
    const invocation = visit.engine.invoke({ ...request, signal: controller.signal });
    const answer = orAbort(invocation, controller.signal);
    if (deadline === undefined) return await answer;
    const { clock } = visit.engine;
    const late = clock.sleep(deadline - clock.now(), timer.signal).then(() => {
      throw new TaskTimeout(false);
    });
    return await Promise.race([answer, late]);
  } catch (error) {
    controller.abort(error);
    if (error instanceof StateFailure || visit.flow.signal.aborted) throw error;
    throw new StateFailure("States.TaskFailed", messageOf(error));
  } finally {
    timer.abort();
    release();
  }
}
