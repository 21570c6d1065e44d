// The way of seats through each game, for the funnel of the board: `way` in order, `off` how they leave it, `done` what counts.
interface Flow { way: readonly string[]; off: readonly string[]; done: string }

const flows: Record<string, Flow> = {
  groupbuy: { way: ['ordered', 'held', 'paid', 'settled'], off: ['released', 'refunding', 'refunded'], done: 'settled' },
  flashsale: { way: ['held', 'settled'], off: ['released', 'refunding', 'refunded'], done: 'settled' },
  redpacket: { way: ['won', 'received'], off: ['returned'], done: 'received' },
  invite: { way: ['bound', 'qualified', 'valid'], off: ['lapsed', 'revoked'], done: 'valid' },
}

// flowOf gives the way of a game. Group-buys that are not paid first have no step "ordered".
export function flowOf(model: string, entered: readonly { state: string }[] = []): Flow {
  const f = flows[model] ?? { way: [], off: [], done: '' }
  return f.way[0] === 'ordered' && !entered.some((e) => e.state === 'ordered') ? { ...f, way: f.way.slice(1) } : f
}
