// Takes links of installation apart, as the hosts and their web pages do.

export interface DecodedLink {
  name: string | null;
  entry: unknown;
}

/** A link that leads to a host by way of its web page. */
export function decodePageLink(link: string): DecodedLink {
  const { host, pathname, search, searchParams } = new URL(link);
  switch (`${host}${pathname}`) {
    case 'insiders.vscode.dev/redirect':
      return decodeLink(searchParams.get('url') ?? '');
    case 'cursor.com/en/install-mcp':
      return decodeLink(`cursor://anysphere.cursor-deeplink/mcp/install${search}`);
    case 'lmstudio.ai/install-mcp':
      return decodeLink(`lmstudio://add_mcp${search}`);
    case 'block.github.io/goose/extension':
      return decodeLink(`goose://extension${search}`);
    default:
      return decodeLink(link);
  }
}

/** A link that opens the host itself; Kiro has its page alone. */
export function decodeLink(link: string): DecodedLink {
  const url = new URL(link);
  const query = url.searchParams;
  switch (`${url.protocol}//${url.host}${url.pathname}`) {
    case 'vscode://mcp/install':
    case 'vscode-insiders://mcp/install': {
      const { name, ...entry } = JSON.parse(decodeURIComponent(url.search.slice(1))) as { name: string };
      return { name, entry };
    }
    case 'cursor://anysphere.cursor-deeplink/mcp/install':
    case 'lmstudio://add_mcp':
      return {
        name: query.get('name'),
        entry: JSON.parse(Buffer.from(query.get('config') ?? '', 'base64').toString()),
      };
    case 'https://kiro.dev/launch/mcp/add':
      return { name: query.get('name'), entry: JSON.parse(query.get('config') ?? '') };
    case 'goose://extension':
      return {
        name: query.get('id'),
        entry: {
          name: query.get('name'),
          description: query.get('description'),
          type: 'stdio',
          enabled: true,
          cmd: query.get('cmd'),
          args: query.getAll('arg'),
          envs: {},
          timeout: Number(query.get('timeout')),
        },
      };
    default:
      throw new Error(`No host opens ${link}`);
  }
}
