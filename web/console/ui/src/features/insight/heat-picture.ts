import type { CSSProperties } from 'react'
import { font, type, type Tokens } from '@/theme/tokens'

export interface Square { text: string; style?: CSSProperties }

const high = 28, pad = 10, head = 48

// heatPicture draws a table of shaded squares as a PNG.
export async function heatPicture(title: string, rows: Square[][], c: Tokens): Promise<Blob> {
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  pen.font = `${type.note}px ${font}`
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((r) => pen.measureText(r[i]?.text ?? '').width)) + pad * 2)
  const across = widths.reduce((a, b) => a + b, 0)
  canvas.width = (across + pad * 2) * 2
  canvas.height = (rows.length * high + head + pad) * 2
  pen.scale(2, 2)
  pen.fillStyle = c.card
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.textBaseline = 'middle'
  pen.fillStyle = c.ink
  pen.font = `650 ${type.lead}px ${font}`
  pen.fillText(title, pad, head / 2)
  pen.font = `${type.note}px ${font}`
  rows.forEach((r, y) => {
    let x = pad
    r.forEach((s, i) => {
      const w = widths[i] ?? 0, top = head + y * high
      if (s.style?.background) { pen.fillStyle = solid(String(s.style.background)); pen.fillRect(x + 0.5, top + 0.5, w - 1, high - 1) }
      pen.fillStyle = y === 0 ? c.soft : s.style?.color ?? c.ink
      pen.textAlign = i === 0 ? 'left' : 'right'
      pen.fillText(s.text, i === 0 ? x : x + w - pad, top + high / 2)
      x += w
    })
  })
  return new Promise((done, fail) => canvas.toBlob((b) => (b ? done(b) : fail(new Error('no picture'))), 'image/png'))
}

// solid is what the browser makes of a mixed colour.
function solid(colour: string): string {
  const probe = document.createElement('span')
  probe.style.color = colour
  document.body.append(probe)
  const out = getComputedStyle(probe).color
  probe.remove()
  return out
}
