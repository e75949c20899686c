// Values on their way from a loop that does not wait for them to be taken, in order.

export interface Mailbox<T> {
  put(value: T): void;
  /** The next value, as soon as there is one. One taker at a time. */
  take(): Promise<T>;
}

export function createMailbox<T extends object>(): Mailbox<T> {
  const values: T[] = [];
  let arrived = () => {};
  return {
    put(value) {
      values.push(value);
      arrived();
    },
    async take() {
      for (;;) {
        const value = values.shift();
        if (value) return value;
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
    },
  };
}
