export async function runDemo(_entry: string): Promise<number> {
  return 0;
}
