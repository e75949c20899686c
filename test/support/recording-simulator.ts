// The embedded EC2 with a record of every request it got: what a test judges by.
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/listen.ts';
import type { RequestRecord } from '../../src/simulator/serve-request.ts';

export interface RecordingSimulator extends Simulator {
  /** Every request in the order of arrival. */
  requests: readonly RequestRecord[];
}

export async function startRecordingSimulator(options: SimulatorOptions = {}): Promise<RecordingSimulator> {
  const requests: RequestRecord[] = [];
  const onRequest = (request: RequestRecord) => {
    requests.push(request);
    options.onRequest?.(request);
  };
  const simulator = await startSimulator({ ...options, onRequest });
  return { ...simulator, requests };
}
