// The EC2 port before its module is loaded: the first call loads it, or `warm` does a moment after tools/list.
import type { Ec2 } from '../ports/ec2.ts';
import type { Ec2PortOptions } from './clients/sdk-clients.ts';

export interface LazyEc2Port {
  ec2: Ec2;
  warm(): void;
  close(): void;
}

// Long enough for the list to be out first: measured, a load at once delays it by 45 ms (Node 22, 2026-11).
const WARM_AFTER_MS = 20;

/** `simulate` starts the embedded EC2 when there is one; nothing here touches the network. */
export function createLazyEc2Port(
  options: Omit<Ec2PortOptions, 'simulator'>,
  simulate: (() => Promise<{ url: string; region: string; close(): Promise<void> }>) | undefined,
): LazyEc2Port {
  let opened: Promise<Ec2> | undefined;
  let ready: Ec2 | undefined;
  let ended = false;
  let closeSimulator = () => {};
  const open = async (): Promise<Ec2> => {
    const [{ createEc2Port }, simulator] = await Promise.all([import('./aws-client.ts'), simulate?.()]);
    if (simulator) {
      closeSimulator = () => void simulator.close();
      if (ended) closeSimulator();
    }
    const port = createEc2Port({
      ...options,
      ...(simulator ? { simulator: { url: simulator.url, region: simulator.region } } : {}),
    });
    if (ended) port.close();
    ready = port;
    return port;
  };
  const port = (): Promise<Ec2> => {
    opened ??= open().catch((problem) => {
      opened = undefined;
      throw problem;
    });
    return opened;
  };
  return {
    ec2: {
      locate: async (...args) => (await port()).locate(...args),
      copyVolumes: async (...args) => (await port()).copyVolumes(...args),
      rehearseCopy: async (...args) => (await port()).rehearseCopy(...args),
      describeVolumes: async (...args) => (await port()).describeVolumes(...args),
      describeVolumeStatus: async (...args) => (await port()).describeVolumeStatus(...args),
      describeVolumesModifications: async (...args) => (await port()).describeVolumesModifications(...args),
      describeInstances: async (...args) => (await port()).describeInstances(...args),
      encryptionByDefault: async (...args) => (await port()).encryptionByDefault(...args),
      defaultKey: async (...args) => (await port()).defaultKey(...args),
      callerIdentity: async (...args) => (await port()).callerIdentity(...args),
      clock: () => ready?.clock(),
      knownCaller: (place) => ready?.knownCaller(place),
      close: () => ready?.close(),
    },
    warm: () => void setTimeout(() => port().catch(() => undefined), WARM_AFTER_MS).unref(),
    close: () => {
      ended = true;
      ready?.close();
      closeSimulator();
    },
  };
}
