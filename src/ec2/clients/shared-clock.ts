// What one AWS client learned of AWS's clock, for all of them: each keeps an offset of its own otherwise, and a copy is
// sent by another client than the reads before it (@smithy/core 3.41, systemClockOffset).

export interface SharedClock {
  /** AWS's clock minus this machine's, in ms; 0 before the first answer. */
  offset: number;
}

export function shareClock(client: { config: object }, clock: SharedClock): void {
  Object.defineProperty(client.config, 'systemClockOffset', {
    get: () => clock.offset,
    set: (offset: number) => {
      clock.offset = offset;
    },
    enumerable: true,
    configurable: true,
  });
}
