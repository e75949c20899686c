// A number and its noun, in the singular or the plural.

/** "1 volume", "2 volumes", "2 copies". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
