/** What the finding about the token itself is called. */
export function tokenRequirement(hostName: string): string {
  return `accepted by ${hostName}`
}
