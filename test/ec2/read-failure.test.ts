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
  ['CERT_HAS_EXPIRED', 'certificate-out-of-date', true],
  ['CERT_NOT_YET_VALID', 'certificate-out-of-date', true],
  ['UNABLE_TO_GET_ISSUER_CERT', 'certificate-invalid', true],
  ['HOSTNAME_MISMATCH', 'certificate-of-another-host', true],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-of-another-host', true],
  ['EPROTO', 'answer-not-xml', false],
  ['HPE_INVALID_CONSTANT', 'answer-not-xml', false],
  ['EAI_FAIL', 'name-not-found', true],
  ['INVALID_CA', 'certificate-invalid', true],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'connection-cut', false],
  ['ESOMETHING', 'connection-cut', false],
  ['ERR_OSSL_PEM_BAD_END_LINE', 'connection-cut', false],
  ['ERR_TLS_HANDSHAKE_TIMEOUT', 'connection-cut', false],
  ['ERR_INVALID_ARG_TYPE', 'connection-cut', false],
  ['SomethingOfAws', 'unlisted', false],
])('%s is %s', (code, ours, definite) => {
  const failure = readFailure(Object.assign(new Error('socket'), { code }), {}, undefined);
  expect([failure.code, failure.definite]).toEqual([ours, definite]);
});

// Node 20.20, X509ErrorCode: the whole list, and what it says of a reason that is not in it.
test.each(
  `UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_CRL UNABLE_TO_DECRYPT_CERT_SIGNATURE UNABLE_TO_DECRYPT_CRL_SIGNATURE
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY CERT_SIGNATURE_FAILURE CRL_SIGNATURE_FAILURE CRL_NOT_YET_VALID CRL_HAS_EXPIRED ERROR_IN_CERT_NOT_BEFORE_FIELD ERROR_IN_CERT_NOT_AFTER_FIELD
  ERROR_IN_CRL_LAST_UPDATE_FIELD ERROR_IN_CRL_NEXT_UPDATE_FIELD OUT_OF_MEM DEPTH_ZERO_SELF_SIGNED_CERT
  SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_VERIFY_LEAF_SIGNATURE CERT_CHAIN_TOO_LONG
  CERT_REVOKED INVALID_CA PATH_LENGTH_EXCEEDED INVALID_PURPOSE CERT_UNTRUSTED CERT_REJECTED
  UNSPECIFIED ERR_TLS_CERT_ALTNAME_FORMAT`.split(/\s+/),
)('%s is a certificate that is not taken, by AWS or by a proxy', (code) => {
  const told = { code: 'certificate-invalid', definite: true };
  expect(readFailure(Object.assign(new Error('x'), { code }), { sent: true }, undefined)).toMatchObject(told);
  const ofProxy = Object.assign(new Error('x'), { name: 'ProxyError', code, from: 'HTTPS_PROXY' });
  expect(readFailure(ofProxy, {}, undefined)).toMatchObject(told);
});

test.each([
  ['CERT_HAS_EXPIRED', 'certificate-out-of-date'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-of-another-host'],
])("%s of a proxy's own certificate", (code, ours) => {
  const ofProxy = Object.assign(new Error('x'), { name: 'ProxyError', code, from: 'HTTPS_PROXY' });
  expect(readFailure(ofProxy, {}, undefined)).toMatchObject({ code: ours, definite: true });
});

// The SDK repeats all of these, which may have been done all the same.
test.each([
  ['RequestLimitExceeded', true],
  ['Throttling', true],
  ['EC2ThrottledException', false],
  ['RequestThrottled', false],
])('%s with status 503: refused for certain, %s', (Code, definite) => {
  const thrown = Object.assign(new Error('x'), {
    name: Code,
    Code,
    $fault: 'server',
    $metadata: { httpStatusCode: 503 },
  });
  expect(readFailure(thrown, {}, undefined).definite).toBe(definite);
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
