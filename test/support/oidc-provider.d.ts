// What the tests use of oidc-provider, which brings no types of its own.
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';
  // biome-ignore lint/style/noDefaultExport: it is how the package gives it.
  export default class Provider {
    constructor(issuer: string, configuration: object);
    callback(): RequestListener;
    Client: { find(id: string): Promise<object | undefined> };
    ResourceServer: new (
      audience: string,
      info: object,
    ) => object;
    AccessToken: new (
      payload: object,
    ) => { save(): Promise<string> };
  }
}
