// Values on their way from a loop that does not wait for them to be taken, in order.

export type Mailbox<T extends object> = ReturnType<typeof createMailbox<T>>;

/** One takes at a time, and gets the next value as soon as there is one. */
export function createMailbox<T extends object>() {
  const values: T[] = [];
  let arrived = () => {};
  return {
    put(value: T): void {
      values.push(value);
      arrived();
    },
    async take(): Promise<T> {
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
