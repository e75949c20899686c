// The page's module loads with the first question: most sessions never ask one.
import type { PagePort } from '../../ports/consent.ts';

export interface LazyPage extends PagePort {
  /** Resolves when a copy that a person just agreed to has its answer. */
  close(): Promise<void>;
}

export interface LazyPageOptions {
  /** Local clock, ms since the epoch. */
  now(): number;
  onBug(error: unknown): void;
  onSuspicion(line: Record<string, unknown>): void;
}

export function openPageLazily(options: LazyPageOptions): LazyPage {
  type Page = PagePort & { close(): Promise<void> };
  let opened: Promise<Page> | undefined;
  const page = (): Promise<Page> => {
    opened ??= Promise.all([import('./page.ts'), import('./open-browser.ts')]).then(
      ([{ createPage }, { systemBrowser }]) =>
        createPage({ ...options, browser: systemBrowser(process.env, process.platform) }),
    );
    return opened;
  };
  return {
    open: async (...args) => (await page()).open(...args),
    decision: async (...args) => (opened ? (await opened).decision(...args) : { decided: 'expired', seen: false }),
    withdraw: async (...args) => (await opened)?.withdraw(...args),
    close: async () => (await opened)?.close(),
  };
}
