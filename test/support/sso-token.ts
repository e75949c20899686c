// A login of IAM Identity Center as `aws sso login` leaves it behind.
import { createHash } from 'node:crypto';
import type { AwsHome } from './aws-home.ts';

const DAY_MS = 86_400_000;

/** `key`: the name of the sso-session, or the start URL of a profile without one. */
export function writeSsoToken(
  home: AwsHome,
  key: string,
  more: { expiresAt?: Date; refreshToken?: string } = {},
): void {
  const { expiresAt = new Date(Date.now() + DAY_MS), refreshToken } = more;
  const name = createHash('sha1').update(key).digest('hex');
  home.write(
    `sso/cache/${name}.json`,
    JSON.stringify({
      startUrl: 'https://example.awsapps.com/start',
      region: 'us-east-1',
      accessToken: 'portal-token',
      expiresAt: expiresAt.toISOString(),
      ...(refreshToken
        ? { refreshToken, clientId: 'client', clientSecret: 'secret', registrationExpiresAt: '2099-01-01T00:00:00Z' }
        : {}),
    }),
  );
}
