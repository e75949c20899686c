// The form of an AWS Region's name.

/** Letters, digits and dashes only: a Region becomes part of a host name. */
export const REGION_NAME = /^[a-z]{2,5}(?:-[a-z]+){1,3}-\d{1,2}$/;
