// The form of an AWS Region's name, and of a zone's.

/** Letters, digits and dashes only: a Region becomes part of a host name. */
export const REGION_NAME = /^[a-z]{2,5}(?:-[a-z]+){1,3}-\d{1,2}$/;

// us-east-1a; us-west-2-lax-1a (Local Zone); us-east-1-wl1-bos-wlz-1 (Wavelength).
const ZONE = /^([a-z]{2,5}(?:-[a-z]+){1,3}-\d{1,2})(?:[a-z]|-[a-z\d-]+)$/;

/** The Region of a zone that was given in its place; undefined for what is no zone. */
export function regionOfZone(name: string): string | undefined {
  return ZONE.exec(name)?.[1];
}
