import { CalibrateRequest } from "../../shared/calibration/calibration.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { prepare } from "./prepare.ts";

export const handler = stateFunction({
  state: "Prepare",
  role: "operator",
  input: CalibrateRequest,
  perform: prepare,
});
