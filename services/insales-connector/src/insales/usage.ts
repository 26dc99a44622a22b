/** `API-Usage-Limit: 1/500`: what is used of the window, and its size (§1.3). Header names are lower-case. */
export function usageOf(headers: Record<string, string>): { used: number; limit: number } | undefined {
  const match = /^(\d{1,7})\/(\d{1,7})$/.exec(headers['api-usage-limit']?.trim() ?? '')
  return match ? { used: Number(match[1]), limit: Number(match[2]) } : undefined
}
