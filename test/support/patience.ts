/** How long to wait for what comes by itself, also on a machine that is busy with other tests. */
export const patience = { timeout: 45_000, interval: 50 }
