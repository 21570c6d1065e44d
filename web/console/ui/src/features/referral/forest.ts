// The part of an influence tree that has been read, and how it is laid out.
import type { Schema } from '@/api/types'

export type Node = Schema<'NodeView'>
// Grove is what is known: nodes by id, the children read of each, and which are open.
export interface Grove { nodes: ReadonlyMap<string, Node>; kids: ReadonlyMap<string, readonly string[]>; open: ReadonlySet<string> }

// groveOf reads a tree of the API: items in drawing order with their depth.
export function groveOf(items: readonly { depth: number; node: Node }[]): Grove {
  const nodes = new Map<string, Node>(), kids = new Map<string, string[]>(), open = new Set<string>()
  const path: string[] = []
  for (const { depth, node } of items) {
    nodes.set(node.customer_id, node)
    path.length = depth
    path.push(node.customer_id)
    const above = path[depth - 1]
    if (above === undefined) continue
    kids.set(above, [...(kids.get(above) ?? []), node.customer_id])
    open.add(above)
  }
  return { nodes, kids, open }
}

const worth = (n: Node | undefined) => (n ? n.own + n.below : 0)

// withKids puts all children of one node in, most value first, and opens it.
export function withKids(g: Grove, id: string, children: readonly Node[]): Grove {
  const nodes = new Map(g.nodes)
  for (const c of children) nodes.set(c.customer_id, c)
  const ids = children.map((c) => c.customer_id).sort((a, b) => worth(nodes.get(b)) - worth(nodes.get(a)))
  return { nodes, kids: new Map(g.kids).set(id, ids), open: new Set(g.open).add(id) }
}

export function flipped(g: Grove, id: string): Grove {
  const open = new Set(g.open)
  if (!open.delete(id)) open.add(id)
  return { ...g, open }
}

// Spot is where somebody is drawn; `more` of them stand for children that have not been read.
export interface Spot { id: string; depth: number; y: number; parentY: number | null; above: string; node: Node; isOpen: boolean; more: number }

// layout places what is open: depth to the right, one row for each leaf, a parent in the middle of its children.
export function layout(g: Grove, root: string): { spots: Spot[]; rows: number } {
  const spots: Spot[] = []
  let rows = 0
  const place = (id: string, depth: number): Spot | null => {
    const node = g.nodes.get(id)
    if (!node) return null
    const isOpen = g.open.has(id)
    const ids = isOpen ? g.kids.get(id) ?? [] : []
    const spot: Spot = { id, depth, y: 0, parentY: null, above: '', node, isOpen: ids.length > 0, more: isOpen ? node.children - ids.length : 0 }
    spots.push(spot)
    const below = ids.map((k) => place(k, depth + 1)).filter((s) => s !== null)
    const first = below[0], last = below.at(-1)
    spot.y = first && last ? (first.y + last.y) / 2 : rows++
    below.forEach((s) => { s.parentY = spot.y; s.above = id })
    return spot
  }
  place(root, 0)
  return { spots, rows }
}
