// What remains of a copy elsewhere: the paragraph for a ticket and the Terraform block.
import { describe, expect, it } from 'vitest';
import type { CopyResult } from '../../../../src/volume/answers/copy-answer.ts';
import { recordCopy } from '../../../../src/volume/answers/hand-over/change-record.ts';
import type { Where } from '../../../../src/volume/answers/result-parts.ts';
import type { VolumeSummary } from '../../../../src/volume/reading/summary.ts';

const SOURCE = 'vol-0a1b2c3d4e5f60001';
const COPY = 'vol-0132d3620f970695e';
const volume: VolumeSummary = {
  VolumeId: COPY,
  State: 'creating',
  VolumeType: 'gp3',
  Size: 500,
  Iops: 6000,
  Throughput: 250,
  Encrypted: true,
  AvailabilityZone: 'us-east-1a',
  CreateTime: '2026-11-25T21:11:27.000Z',
};
const where: Where = {
  region: 'us-east-1',
  profile: 'work',
  account: '123456789012',
  principal: 'arn:aws:sts::123456789012:assumed-role/Engineer/ana',
  simulated: false,
};
const request = { SourceVolumeId: SOURCE, VolumeType: 'gp3', Iops: 6000, Throughput: 250, ClientToken: 'p10tok' };

function record(more: Partial<CopyResult> = {}, place: Partial<Where> = {}, made: Partial<VolumeSummary> = {}) {
  const result: CopyResult = {
    outcome: 'copied',
    summary: '',
    Request: request,
    Volumes: [{ ...volume, ...made }],
    ...more,
  };
  return recordCopy(result, { ...where, ...place });
}

describe('the change record', () => {
  it('names no cost of io2 while its IOPS are not known', () => {
    const { Iops: _, ...bare } = volume;
    const { changeRecord } = record({ Volumes: [{ ...bare, VolumeType: 'io2' }] });
    expect(changeRecord).toContain('The copy is io2, 500 GiB');
    expect(changeRecord).not.toContain('USD');
  });

  it('says what, from what, when, where, by whom, at what cost and how to undo it, in one paragraph', () => {
    expect(record().changeRecord).toBe(
      'Amazon EC2 made volume vol-0132d3620f970695e as a copy of vol-0a1b2c3d4e5f60001 at 2026-11-25T21:11:27Z in us-east-1, Availability Zone us-east-1a, account 123456789012. ' +
        'The copy is gp3, 500 GiB, 6000 IOPS, 250 MiB/s, encrypted. ' +
        "It holds the source's data of that moment; the source was not changed. " +
        'It was asked for by arn:aws:sts::123456789012:assumed-role/Engineer/ana through ebs-copy-mcp with ClientToken p10tok. ' +
        'It costs about 60.00 USD a month by the list prices of us-east-1 until it is deleted. ' +
        'To undo it, detach and delete vol-0132d3620f970695e.',
    );
  });

  it('leaves out what is not known', () => {
    const bare = record({ Volumes: [{ VolumeId: COPY }], Request: { SourceVolumeId: SOURCE } }, {});
    expect(bare.changeRecord).toMatch(
      /^Amazon EC2 made volume vol-0132d3620f970695e as a copy of vol-0a1b2c3d4e5f60001 in us-east-1, account 123456789012\. It holds the source's data of when it was made; the source/,
    );
    expect(bare.changeRecord).not.toMatch(/undefined|NaN|USD|ClientToken/);
    expect(bare.terraform).toBeUndefined();
  });

  it('says first that a simulated copy does not exist, and that an endpoint is not AWS', () => {
    expect(record({}, { simulated: true }).changeRecord).toMatch(
      /^SIMULATED – nothing exists in AWS\. Amazon EC2 made/,
    );
    expect(record({}, { endpoint: 'http://127.0.0.1:9/' }).changeRecord).toMatch(/^CUSTOM ENDPOINT http:/);
  });

  it.each<[name: string, more: Partial<CopyResult>]>([
    ['a rehearsal', { outcome: 'would_copy', Volumes: [] }],
    ['an unknown outcome', { outcome: 'unknown' }],
    ['a failed copy', { outcome: 'failed' }],
    ['an answer without a volume', { Volumes: [] }],
    ['an answer without a request', { Request: {} }],
    ['an id that is none', { Volumes: [{ ...volume, VolumeId: 'vol-1"; rm -rf /' }] }],
  ])('is not made for %s', (_, more) => {
    expect(record(more)).toEqual({});
  });
});

describe('the Terraform block', () => {
  it('imports the volume by its id, with the arguments that the copy has and its tags left alone', () => {
    expect(record().terraform).toBe(`import {
  to = aws_ebs_volume_copy.copy_0132d3620f970695e
  id = "vol-0132d3620f970695e"
}

resource "aws_ebs_volume_copy" "copy_0132d3620f970695e" {
  source_volume_id = "vol-0a1b2c3d4e5f60001"
  volume_type      = "gp3"
  size             = 500
  iops             = 6000
  throughput       = 250
  lifecycle {
    ignore_changes = [tags, tags_all]
  }
}`);
  });

  it.each([
    ['gp2', { VolumeType: 'gp2', Iops: 1500 }, []],
    ['io2', { VolumeType: 'io2', Iops: 9000, Throughput: 1000 }, ['iops']],
    ['st1', { VolumeType: 'st1', Throughput: 40 }, []],
  ])('names no figure that %s does not take', (_, made, figures) => {
    const text = record({}, {}, made).terraform ?? '';
    expect([...text.matchAll(/^ {2}(iops|throughput) /gm)].map(([, name]) => name)).toEqual(figures);
  });

  it.each<[name: string, more: Partial<CopyResult>, place: Partial<Where>, made: Partial<VolumeSummary>]>([
    ['a simulated copy', {}, { simulated: true }, {}],
    ['another endpoint', {}, { endpoint: 'http://127.0.0.1:9/' }, {}],
    ['encryption that was asked for', { Request: { ...request, Encrypted: true } }, {}, {}],
    ['a key that was asked for', { Request: { ...request, KmsKeyId: 'alias/x' } }, {}, {}],
    ['Multi-Attach that was asked for', { Request: { ...request, MultiAttachEnabled: true } }, {}, {}],
    ['a type that is not known', {}, {}, { VolumeType: 'gp4"' }],
  ])('is left out for %s, which it cannot describe', (_, more, place, made) => {
    const made_ = record(more, place, made);
    expect(made_.changeRecord).toContain(COPY);
    expect(made_.terraform).toBeUndefined();
  });
});
