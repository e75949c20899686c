// Generated from the AWS SDK by `npm run generate`; do not edit.
import type { Structure } from './shape.ts';

export const SHAPES = {
  CopyVolumesRequest: {
    kind: 'structure',
    members: {
      SourceVolumeId: {
        kind: 'string',
      },
      Iops: {
        kind: 'number',
      },
      Size: {
        kind: 'number',
      },
      VolumeType: {
        kind: 'string',
      },
      DryRun: {
        kind: 'boolean',
      },
      TagSpecifications: {
        kind: 'list',
        of: {
          kind: 'structure',
          members: {
            ResourceType: {
              kind: 'string',
            },
            Tags: {
              kind: 'list',
              of: {
                kind: 'structure',
                members: {
                  Key: {
                    kind: 'string',
                  },
                  Value: {
                    kind: 'string',
                  },
                },
              },
            },
          },
        },
      },
      MultiAttachEnabled: {
        kind: 'boolean',
      },
      Throughput: {
        kind: 'number',
      },
      ClientToken: {
        kind: 'string',
      },
      Encrypted: {
        kind: 'boolean',
      },
      KmsKeyId: {
        kind: 'string',
      },
    },
    required: ['SourceVolumeId'],
  },
  DescribeVolumesRequest: {
    kind: 'structure',
    members: {
      VolumeIds: {
        kind: 'list',
        of: {
          kind: 'string',
        },
      },
      IncludeManagedResources: {
        kind: 'boolean',
      },
      DryRun: {
        kind: 'boolean',
      },
      Filters: {
        kind: 'list',
        of: {
          kind: 'structure',
          members: {
            Name: {
              kind: 'string',
            },
            Values: {
              kind: 'list',
              of: {
                kind: 'string',
              },
            },
          },
        },
      },
      NextToken: {
        kind: 'string',
      },
      MaxResults: {
        kind: 'number',
      },
    },
  },
  VolumeType: ['gp2', 'gp3', 'io1', 'io2', 'sc1', 'st1', 'standard'],
} as const satisfies {
  CopyVolumesRequest: Structure;
  DescribeVolumesRequest: Structure;
  VolumeType: readonly string[];
};
