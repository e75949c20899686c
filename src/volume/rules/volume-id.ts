// The form of ids, so that nothing else is ever put into a command or believed to name a volume.
// Source: EC2 user guide, "Resource IDs", read 2026-11-22: 8 hex digits before 2018, 17 since.

const VOLUME_ID = /^vol-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

export function isVolumeId(text: string | undefined): text is string {
  return text !== undefined && VOLUME_ID.test(text);
}
