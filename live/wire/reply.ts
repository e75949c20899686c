// What an endpoint answered to one request of the EC2 or STS Query protocol.
import { childText, findElement, parseXml, type XmlElement } from './xml.ts';

/** Parameters by their names on the wire; undefined ones are not sent. */
export type Params = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Reply {
  action: string;
  /** The form that was sent. */
  request: string;
  /** HTTP status; 0 when nothing came back. */
  status: number;
  body: string;
  /** 'ok', EC2's error code, or '' when the answer is none of EC2's: nothing, a page, another server's error. */
  code: string;
  root: XmlElement | undefined;
}

export function readReply(action: string, request: string, status: number, body: string): Reply {
  const root = parseXml(body);
  const failed = findElement(root, 'Error');
  const code = status === 200 && root?.name === `${action}Response` ? 'ok' : (childText(failed, 'Code') ?? '');
  return { action, request, status, body, code, root };
}

/** The items of a set, such as volumeSet; empty when the reply has no such set. */
export function itemsOf(reply: Reply, set: string): XmlElement[] {
  return (findElement(reply.root, set)?.children ?? []).filter(({ name }) => name === 'item');
}

/** The text of the first element of that name at any depth. */
export function textOf(reply: Reply, name: string): string | undefined {
  return findElement(reply.root, name)?.text;
}
