/** processing → nowhere, for leases that hold. ARGV: (id, token) pairs. */
export const ACK = `
ack(1)
`
