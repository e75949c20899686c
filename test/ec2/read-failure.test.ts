// Codes of the network: made by hand, because no test here leaves this machine.
import { expect, test } from 'vitest';
import { readFailure } from '../../src/ec2/answers/read-failure.ts';

test.each([
  ['ENOTFOUND', 'name-not-found', true],
  ['EAI_AGAIN', 'name-not-found', true],
  ['ECONNREFUSED', 'connection-refused', true],
  ['EHOSTUNREACH', 'connection-refused', true],
  ['ENETUNREACH', 'connection-refused', true],
  ['ECONNRESET', 'connection-cut', false],
  ['EPIPE', 'connection-cut', false],
  ['ETIMEDOUT', 'timed-out', false],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate-invalid', true],
  ['CERT_HAS_EXPIRED', 'certificate-invalid', true],
  ['CERT_NOT_YET_VALID', 'certificate-invalid', true],
  ['UNABLE_TO_GET_ISSUER_CERT', 'certificate-invalid', true],
  ['HOSTNAME_MISMATCH', 'certificate-invalid', true],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-invalid', true],
  ['EPROTO', 'answer-not-xml', false],
  ['HPE_INVALID_CONSTANT', 'answer-not-xml', false],
  ['EAI_FAIL', 'name-not-found', true],
  ['INVALID_CA', 'certificate-invalid', true],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'connection-cut', false],
  ['ESOMETHING', 'connection-cut', false],
  ['ERR_INVALID_ARG_TYPE', 'unlisted', false],
])('%s is %s', (code, ours, definite) => {
  const failure = readFailure(Object.assign(new Error('socket'), { code }), {}, undefined);
  expect([failure.code, failure.definite]).toEqual([ours, definite]);
});

// Sandboxes and firewalls of this machine; a computer without a network.
test.each(['EPERM', 'EACCES', 'ENETDOWN', 'EADDRNOTAVAIL'])('%s of a connect: nothing was sent', (code) => {
  const error = Object.assign(new Error(`connect ${code}`), { code, syscall: 'connect' });
  expect(readFailure(error, {}, undefined)).toMatchObject({ code: 'connection-refused', definite: true });
});

test.each([
  ['a string', 'boom'],
  ['nothing', undefined],
  ['null', null],
])('%s that was thrown is unlisted and proves nothing', (_name, thrown) => {
  expect(readFailure(thrown, {}, undefined)).toMatchObject({ code: 'unlisted', definite: false });
});
