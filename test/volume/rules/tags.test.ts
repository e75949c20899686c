import { describe, expect, test } from 'vitest';
import type { CopyVolumesRequest, TagSpecification } from '../../../src/volume/aws-records.ts';
import { isOurTag, judgeTags, stampTags } from '../../../src/volume/rules/tags.ts';

type Tags = NonNullable<TagSpecification['Tags']>;

const tags = (count: number): Tags => Array.from({ length: count }, (_, i) => ({ Key: `key-${i}`, Value: 'x' }));

function codes(...lists: Tags[]): string[] {
  return judgeTags(lists.map((Tags) => ({ ResourceType: 'volume', Tags }))).map(
    (finding) => `${finding.level} ${finding.code}`,
  );
}

describe('tags of the copy', () => {
  test.each<[name: string, tags: Tags, findings: string[]]>([
    ['one plain tag', [{ Key: 'Name', Value: 'copy' }], []],
    ['an empty value', [{ Key: 'Name', Value: '' }], []],
    ['no value', [{ Key: 'Name' }], []],
    ['an empty key', [{ Key: '', Value: 'x' }], ['block tag-key-invalid']],
    ['a key of 127', [{ Key: 'k'.repeat(127) }], []],
    ["a key of 128, on which AWS's pages differ", [{ Key: 'k'.repeat(128) }], ['warn tag-key-long']],
    ['a key of 129', [{ Key: 'k'.repeat(129) }], ['block tag-key-invalid']],
    ['a key of 127 characters that take two units each', [{ Key: '\u{1f4be}'.repeat(127) }], []],
    ['a value of 256 such characters', [{ Key: 'k', Value: '\u{1f4be}'.repeat(256) }], []],
    ['a value of 257 such characters', [{ Key: 'k', Value: '\u{1f4be}'.repeat(257) }], ['block tag-value-invalid']],
    ['a value of 256', [{ Key: 'k', Value: 'v'.repeat(256) }], []],
    ['a value of 257', [{ Key: 'k', Value: 'v'.repeat(257) }], ['block tag-value-invalid']],
    ['aws: in front', [{ Key: 'aws:ec2' }], ['block tag-key-invalid']],
    ['AWS: in front', [{ Key: 'AWS:ec2' }], ['block tag-key-invalid']],
    ['Aws: in front', [{ Key: 'Aws:ec2' }], ['block tag-key-invalid']],
    ['aws without a colon', [{ Key: 'aws-account' }], []],
    ['aws: further inside', [{ Key: 'team:aws:x' }], []],
    ['a tag that this server stamps', [{ Key: 'ebs-copy-mcp:plan', Value: 'x' }], ['block tag-key-invalid']],
    ['the same in capitals', [{ Key: 'EBS-Copy-MCP:plan', Value: 'x' }], ['block tag-key-invalid']],
    ['the name of this product without a colon', [{ Key: 'ebs-copy-mcp', Value: 'x' }], []],
    ['the same key twice', [{ Key: 'a' }, { Key: 'a' }], ['block tag-key-repeated']],
    ['keys that differ in case', [{ Key: 'a' }, { Key: 'A' }], []],
    ['47 tags', tags(47), []],
    ['48 tags', tags(48), ['block tag-limit']],
    [
      'eleven tags that are all wrong: ten are told',
      tags(11).map(({ Key }) => ({ Key: `aws:${Key}` })),
      Array(10).fill('block tag-key-invalid'),
    ],
    ['none', [], []],
  ])('%s', (_, given, findings) => {
    expect(codes(given)).toEqual(findings);
  });

  test('a specification without tags has none', () => {
    expect(judgeTags([{ ResourceType: 'volume' }])).toEqual([]);
  });

  test('keys and counts are judged over all specifications together', () => {
    expect(codes([{ Key: 'a' }], [{ Key: 'a' }])).toEqual(['block tag-key-repeated']);
    expect(codes(tags(24), tags(48).slice(24))).toEqual(['block tag-limit']);
  });

  test('a key is named as data: quoted, on one line, cut to 60 characters', () => {
    const [finding] = judgeTags([{ ResourceType: 'volume', Tags: [{ Key: `aws:\n\u202e"${'x'.repeat(100)}` }] }]);
    expect(finding?.message).toContain(`"aws: '${'x'.repeat(53)}…"`);
    expect(finding?.message).not.toMatch(/[\n\u202e]/);
  });
});

test.each([
  ['ebs-copy-mcp:plan', true],
  ['ebs-copy-mcp:source', true],
  ['ebs-copy-mcp', false],
  ['team:ebs-copy-mcp:', false],
])('%s is of ours: %s', (key, ours) => {
  expect(isOurTag(key)).toBe(ours);
});

describe('the tags this server adds', () => {
  const request: CopyVolumesRequest = {
    SourceVolumeId: 'vol-0123456789abcdef0',
    VolumeType: 'gp3',
    TagSpecifications: [
      { ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'migration' }] },
      { ResourceType: 'volume', Tags: [{ Key: 'Owner', Value: 'ops' }] },
    ],
  };

  test('come after the own ones, all in one specification', () => {
    expect(stampTags(request, 'token-1', '1.2.3')).toEqual({
      SourceVolumeId: 'vol-0123456789abcdef0',
      VolumeType: 'gp3',
      TagSpecifications: [
        {
          ResourceType: 'volume',
          Tags: [
            { Key: 'Name', Value: 'migration' },
            { Key: 'Owner', Value: 'ops' },
            { Key: 'ebs-copy-mcp:plan', Value: 'token-1' },
            { Key: 'ebs-copy-mcp:source', Value: 'vol-0123456789abcdef0' },
            { Key: 'ebs-copy-mcp:by', Value: '1.2.3' },
          ],
        },
      ],
    });
  });

  test.each([undefined, [{ ResourceType: 'volume' as const }]])('are there without own tags too: %j', (given) => {
    const asked = { SourceVolumeId: 'vol-0123456789abcdef0', ...(given ? { TagSpecifications: given } : {}) };
    const stamped = stampTags(asked, 't', '1');
    expect(stamped.TagSpecifications?.[0]?.Tags?.map((tag) => tag.Key)).toEqual([
      'ebs-copy-mcp:plan',
      'ebs-copy-mcp:source',
      'ebs-copy-mcp:by',
    ]);
  });

  test('the same token makes the same bytes, and the request given stays as it was', () => {
    const before = JSON.stringify(request);
    expect(JSON.stringify(stampTags(request, 't', '1'))).toBe(JSON.stringify(stampTags(request, 't', '1')));
    expect(JSON.stringify(request)).toBe(before);
  });
});

describe('tags that a cluster acts on', () => {
  const warned = (...keys: string[]) =>
    judgeTags([{ ResourceType: 'volume', Tags: keys.map((Key) => ({ Key, Value: 'x' })) }]);

  test.each([
    'kubernetes.io/cluster/prod',
    'kubernetes.io/created-for/pvc/name',
    'KubernetesCluster',
    'CSIVolumeName',
    'ebs.csi.aws.com/cluster',
    'sigs.k8s.io/cluster-api-provider-aws/cluster/prod',
    'cluster.sigs.k8s.io/name',
    'k8s.io/etcd/main',
    'k8s.io/etcd/events',
    'k8s.io/role/master',
    'k8s.io/role/control-plane',
  ])('%s is one', (key) => {
    expect(warned(key)).toMatchObject([{ level: 'warn', code: 'cluster-tags', by: 'us' }]);
    expect(warned(key)[0]?.message).toContain(key);
  });

  test.each([
    'Name',
    'kubernetes',
    'team:kubernetes.io/',
    'CSIVolumeNames',
    'csivolumename',
    'Kubernetes.io/x',
    'KubernetesClusters',
    'xsigs.k8s.io/a',
    'cluster/sigs.k8s.io/a',
    'kubernetesXio/a',
    'ebs.csi.aws.com',
    'a.sigsXk8s.io/b',
    'k8s.io/etcd',
    'k8s.io/cluster-autoscaler/enabled',
    'xk8s.io/role/master',
    'k8sXio/role/master',
  ])('%s is none', (key) => {
    expect(warned(key)).toEqual([]);
  });

  test('of more than five keys the others are counted, each key once', () => {
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `kubernetes.io/${name}`);
    expect(warned(...keys.slice(0, 5))[0]?.message).toContain('"kubernetes.io/d", "kubernetes.io/e": it may');
    expect(warned(...keys)[0]?.message).toContain('"kubernetes.io/e" and 1 more: it may');
    expect(warned(...keys)[0]?.message).not.toContain('kubernetes.io/f');
    expect(warned('CSIVolumeName', 'CSIVolumeName').at(-1)?.message).toContain('with the tag "CSIVolumeName": it may');
  });

  test('there is one warning for all of them, which says what may happen', () => {
    const [finding, ...more] = warned('CSIVolumeName', 'ebs.csi.aws.com/cluster', 'Name');
    expect(more).toEqual([]);
    expect(finding?.message).toBe(
      'Kubernetes, its storage driver or a cluster tool acts on volumes with the tag "CSIVolumeName", "ebs.csi.aws.com/cluster": it may take the copy for its own, attach it in place of the source, or delete it with the cluster.',
    );
    expect(finding?.fix?.advice).toBe('Leave these tags out, unless the cluster is meant to own the copy.');
  });
});
