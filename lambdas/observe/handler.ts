import { ImproveRequest } from "../../shared/improvement/improvement.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { observe } from "./observe.ts";

export const handler = stateFunction({
  state: "Observe",
  role: "operator",
  input: ImproveRequest,
  perform: observe,
});
