// The EC2 port before its module is loaded: the first call loads it, or `warm` does a moment after tools/list.
import type { Ec2 } from '../ports/ec2.ts';
import type { EdgeOptions } from './sdk-clients.ts';

export interface LazyEdge {
  ec2: Ec2;
  warm(): void;
  close(): void;
}

// Long enough for the list to be out first: measured, a load at once delays it by 45 ms (Node 22, 2026-11).
const WARM_AFTER_MS = 20;

/** `simulate` starts the embedded EC2 when there is one; nothing here touches the network. */
export function openLazily(
  options: Omit<EdgeOptions, 'simulator'>,
  simulate: (() => Promise<{ url: string; region: string; close(): Promise<void> }>) | undefined,
): LazyEdge {
  let opened: Promise<Ec2> | undefined;
  let ready: Ec2 | undefined;
  let ended = false;
  let closeSimulator = () => {};
  const open = async (): Promise<Ec2> => {
    const [{ createEdge }, simulator] = await Promise.all([import('./aws-client.ts'), simulate?.()]);
    if (simulator) {
      closeSimulator = () => void simulator.close();
      if (ended) closeSimulator();
    }
    ready = createEdge({
      ...options,
      ...(simulator ? { simulator: { url: simulator.url, region: simulator.region } } : {}),
    });
    return ready;
  };
  const edge = (): Promise<Ec2> => {
    opened ??= open().catch((problem) => {
      opened = undefined;
      throw problem;
    });
    return opened;
  };
  return {
    ec2: {
      locate: async (...args) => (await edge()).locate(...args),
      copyVolumes: async (...args) => (await edge()).copyVolumes(...args),
      rehearseCopy: async (...args) => (await edge()).rehearseCopy(...args),
      describeVolumes: async (...args) => (await edge()).describeVolumes(...args),
      describeVolumeStatus: async (...args) => (await edge()).describeVolumeStatus(...args),
      describeVolumesModifications: async (...args) => (await edge()).describeVolumesModifications(...args),
      describeInstances: async (...args) => (await edge()).describeInstances(...args),
      encryptionByDefault: async (...args) => (await edge()).encryptionByDefault(...args),
      defaultKey: async (...args) => (await edge()).defaultKey(...args),
      callerIdentity: async (...args) => (await edge()).callerIdentity(...args),
      knownCaller: (place) => ready?.knownCaller(place),
    },
    warm: () => void setTimeout(() => edge().catch(() => undefined), WARM_AFTER_MS).unref(),
    close: () => {
      ended = true;
      closeSimulator();
    },
  };
}
