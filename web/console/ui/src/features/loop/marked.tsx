import type { ReactNode } from 'react'

interface Props { metric: string; name: string; value: number | null | undefined; from?: string; to?: string; children: ReactNode }

// Marked says which number of which metric a card shows, so that a test can hold it against the command line. from and to
// are the days asked for; without them it is the metric's own window.
export const Marked = ({ metric, name, value, from, to, children }: Props) => (
  <div data-metric={metric} data-name={name} data-value={value ?? ''} data-from={from} data-to={to} style={{ minWidth: 0 }}>{children}</div>
)
