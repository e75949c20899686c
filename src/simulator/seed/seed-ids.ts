// Ids of the standard seed, the same in every run.
import { SIMULATED_REGION } from '../../vocabulary.ts';

export const SEED_ACCOUNT = '123456789012';
/** Another account, which shares a volume with SEED_ACCOUNT. */
export const SEED_PARTNER = '210987654321';
export const SEED_ZONE = { region: SIMULATED_REGION, zone: `${SIMULATED_REGION}a`, zoneId: 'use1-az1' } as const;
const KEY_HOME = `arn:aws:kms:${SIMULATED_REGION}:${SEED_ACCOUNT}:key`;

export const SEED_VOLUMES = {
  prodDb1Data: 'vol-0a1b2c3d4e5f60001',
  prodDb1Root: 'vol-0a1b2c3d4e5f60002',
  reports: 'vol-0a1b2c3d4e5f60003',
  scratch: 'vol-0a1b2c3d4e5f60004',
  prodDb2Data: 'vol-0a1b2c3d4e5f60005',
  cluster: 'vol-0a1b2c3d4e5f60006',
  logs: 'vol-0a1b2c3d4e5f60007',
  plain: 'vol-0a1b2c3d4e5f60008',
  modifying: 'vol-0a1b2c3d4e5f60009',
  archive: 'vol-0a1b2c3d4e5f60010',
  archiveCopy: 'vol-0a1b2c3d4e5f60011',
  impaired: 'vol-0a1b2c3d4e5f60012',
  failed: 'vol-0a1b2c3d4e5f60013',
  /** Owned by SEED_PARTNER and shared with SEED_ACCOUNT. */
  shared: 'vol-0a1b2c3d4e5f60014',
  /** Made by a service, hidden from lists by default. */
  managed: 'vol-0a1b2c3d4e5f60015',
  outpost: 'vol-0a1b2c3d4e5f60016',
  prodDb2Root: 'vol-0a1b2c3d4e5f60017',
  prodDb2Wal: 'vol-0a1b2c3d4e5f60018',
} as const;

export const SEED_KEYS = {
  /** alias/aws/ebs, the default */
  awsManaged: `${KEY_HOME}/1a2b3c4d-0000-4000-8000-00000000eb50`,
  /** alias/prod-data */
  prodData: `${KEY_HOME}/1a2b3c4d-0000-4000-8000-0000000da7a0`,
  /** alias/retired, disabled */
  retired: `${KEY_HOME}/1a2b3c4d-0000-4000-8000-00000000dead`,
  /** of SEED_PARTNER, used by the volume it shares */
  partner: `arn:aws:kms:${SIMULATED_REGION}:${SEED_PARTNER}:key/1a2b3c4d-0000-4000-8000-0000000f0e16`,
} as const;
