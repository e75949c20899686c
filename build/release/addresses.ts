// Every address of the project, from its owner.
import packageFile from '../../package.json' with { type: 'json' };
import { OWNER } from '../owner.ts';

const REPOSITORY = `https://github.com/${OWNER}/${packageFile.name}`;
const TAG = `v${packageFile.version}`;

export const ADDRESSES = {
  /** The name in the MCP Registry, which belongs to whoever owns the name on GitHub. */
  mcpName: `io.github.${OWNER}/${packageFile.name}`,
  ownerPage: `https://github.com/${OWNER}`,
  repository: REPOSITORY,
  clone: `git+${REPOSITORY}.git`,
  homepage: `${REPOSITORY}#readme`,
  issues: `${REPOSITORY}/issues`,
  privacy: `${REPOSITORY}/blob/main/PRIVACY.md`,
  bundle: `${REPOSITORY}/releases/download/${TAG}/${packageFile.name}.mcpb`,
  /** A file of this version, as it is. */
  raw: (path: string) => `https://raw.githubusercontent.com/${OWNER}/${packageFile.name}/${TAG}/${path}`,
} as const;
