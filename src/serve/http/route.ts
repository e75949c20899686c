// Which part of the server a request is for, by method and path alone.

export type Route =
  | 'mcp'
  | 'preflight'
  | 'live'
  | 'ready'
  | 'resource-metadata'
  | 'metadata-preflight'
  | 'wrong-method'
  | 'unknown';

const METADATA = '/.well-known/oauth-protected-resource';

/** `url` as the request line has it. */
export function routeOf(method: string, url: string): Route {
  const [path = ''] = url.split('?');
  if (path === '/mcp' || path === '/mcp/') {
    if (method === 'POST') return 'mcp';
    return method === 'OPTIONS' ? 'preflight' : 'wrong-method';
  }
  const isRead = method === 'GET' || method === 'HEAD';
  if (path === '/health/live') return isRead ? 'live' : 'wrong-method';
  if (path === '/health/ready') return isRead ? 'ready' : 'wrong-method';
  // Behind the path of the resource (RFC 9728), and without it, where older hosts look.
  if (path === METADATA || path === `${METADATA}/mcp`) {
    if (isRead) return 'resource-metadata';
    return method === 'OPTIONS' ? 'metadata-preflight' : 'wrong-method';
  }
  return 'unknown';
}
