// The geometry of the picture in px of its own box: a race track where there is room, a ladder on a phone.
import { stages, type Stage } from './loop-data'

export interface Place { x: number; y: number }
export interface Shape {
  width: number
  height: number
  r: number
  tall: boolean
  nodes: Record<Stage, Place>
  links: Record<Stage, { d: string; label: Place }> // from a stage to the next
  centre: Place
}

const gap = 9 // between a circle and an arrow's end
const by = <T,>(make: (s: Stage, i: number) => T) => Object.fromEntries(stages.map((s, i) => [s, make(s, i)])) as Record<Stage, T>

// shapeOf fits the picture into a width.
export const shapeOf = (width: number): Shape => (width < 600 ? ladder(width) : track(width))

function track(width: number): Shape {
  const r = 56, top = 82, rise = Math.round(Math.min(390, width * 0.5)), bottom = top + rise
  const left = Math.max(r + 66, Math.min(176, width * 0.2)), right = width - left
  const at: Place[] = [[left, top], [width / 2, top], [right, top], [right, bottom], [width / 2, bottom], [left, bottom]].map(([x = 0, y = 0]) => ({ x, y }))
  const flat = (a: Place, b: Place) => {
    const way = Math.sign(b.x - a.x) * (r + gap)
    return { d: `M${a.x + way} ${a.y}L${b.x - way} ${b.y}`, label: { x: (a.x + b.x) / 2, y: a.y } }
  }
  // The turns bow outwards beside the column of circles; the label sits where the bow is widest.
  const turn = (a: Place, b: Place, side: 1 | -1) => {
    const down = Math.sign(b.y - a.y), out = left - 58
    const dx = side * (r + gap) * 0.64, dy = down * (r + gap) * 0.77
    return { d: `M${a.x + dx} ${a.y + dy}C${a.x + side * out * 1.18} ${a.y + dy * 2.4} ${a.x + side * out * 1.18} ${b.y - dy * 2.4} ${b.x + dx} ${b.y - dy}`, label: { x: a.x + side * (out * 0.75 * 1.18 + Math.abs(dx) * 0.25), y: (a.y + b.y) / 2 } }
  }
  const links = by((_, i) => {
    const a = at[i]!, b = at[(i + 1) % 6]!
    return i === 2 ? turn(a, b, 1) : i === 5 ? turn(a, b, -1) : flat(a, b)
  })
  return { width, height: bottom + 82, r, tall: false, nodes: by((_, i) => at[i]!), links, centre: { x: width / 2, y: (top + bottom) / 2 } }
}

function ladder(width: number): Shape {
  const r = 26, x = 72, first = 176, step = 104
  const at = stages.map((_, i) => ({ x, y: first + i * step }))
  const last = at[5]!, start = at[0]!
  const links = by((_, i) => {
    const a = at[i]!, b = at[i + 1]
    if (b) return { d: `M${x} ${a.y + r + gap}L${x} ${b.y - r - gap}`, label: { x: x + r + 18, y: (a.y + b.y) / 2 } }
    return { d: `M${last.x - r - 4} ${last.y}C${8} ${last.y} ${14} ${last.y - 40} 14 ${last.y - 80}L14 ${start.y + 60}C14 ${start.y + 20} 14 ${start.y} ${start.x - r - gap - 2} ${start.y}`, label: { x: x + r + 18, y: last.y + 56 } }
  })
  return { width, height: last.y + 92, r, tall: true, nodes: by((_, i) => at[i]!), links, centre: { x: width / 2, y: 62 } }
}
