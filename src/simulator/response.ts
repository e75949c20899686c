// What a caller gets back over HTTP: the response of an action, an error document, and how both are written.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Ec2Fault, fault } from './wire/fault.ts';
import { renderFault, renderStsFault } from './wire/xml.ts';
import type { VolumeRecord } from './world/simulated-world.ts';

export interface ActionResponse {
  /** The HTTP status. */
  status: number;
  body: string;
  /** `ok`, the error code, or the kind of the injected rule that hid the response. */
  outcome: string;
  /** The volume that the request made, whatever the caller gets to see. */
  created?: VolumeRecord;
}

/** An error document in the form of the service that the request went to. */
export function faultResponse(failed: Ec2Fault, requestId: string, isSts: boolean): ActionResponse {
  const body = isSts
    ? renderStsFault(failed.code, failed.message, requestId, failed.status)
    : renderFault(failed.code, failed.message, requestId);
  return { status: failed.status, body, outcome: failed.code };
}

/** Writes a response with EC2's headers; `now` in simulated ms, so that the date and every CreateTime agree. */
export function sendResponse(outgoing: ServerResponse, response: ActionResponse, requestId: string, now: number): void {
  outgoing.sendDate = false;
  const common = { 'content-length': Buffer.byteLength(response.body), date: new Date(now).toUTCString() };
  // An HTML page comes from something in between, which knows no request id.
  outgoing.writeHead(
    response.status,
    response.outcome === 'html'
      ? { ...common, 'content-type': 'text/html' }
      : { ...common, 'x-amzn-requestid': requestId, 'content-type': 'text/xml;charset=UTF-8', server: 'AmazonEC2' },
  );
  outgoing.end(response.body);
}

/** Answers with 500 and the stack of a bug in the simulator, which would look like a cut connection otherwise. */
export function sendInternalError(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  bug: unknown,
  now: number,
): void {
  if (outgoing.headersSent || incoming.socket.destroyed) return;
  const failed = fault('InternalError', `The simulator failed: ${bug instanceof Error ? bug.stack : String(bug)}`);
  sendResponse(outgoing, faultResponse(failed, 'none', false), 'none', now);
}
