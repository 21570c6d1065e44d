import { Button } from 'antd'
import { useRef } from 'react'
import type { Answer } from '@/api/types'
import { pictureOf } from '@/features/loop/picture-save'
import { useWidth } from '@/features/loop/width'
import { share } from '@/format'
import { save } from '@/parts/download'
import { tableOf } from '@/parts/metric'
import { useOpenMetric } from '@/parts/metric-open'
import { Section } from '@/parts/page'
import { useLook } from '@/theme/mode'
import { font, type } from '@/theme/tokens'
import { useSay, useWords } from '@/words'
import { words } from './words'

interface Point { x: number; y: number; set?: string; label: string }

// points are the share of customers (or products) from the largest down, and what they make together.
function pointsOf(a: Answer, say: ReturnType<typeof useSay>): Point[] {
  const cuts = tableOf(a, 'cuts')
  if (cuts) return cuts.rows.flatMap((r) => (typeof r[0]?.number === 'number' && typeof r[3]?.number === 'number' ? [{ x: r[0].number, y: r[3].number, set: r[1]?.set, label: share(r[0].number, 0) }] : []))
  const best = tableOf(a, 'best'), all = a.values.find((v) => v.name === 'skus')?.number
  if (!best || !all) return []
  const at = best.columns.findIndex((c) => c.name === 'running')
  return best.rows.flatMap((r, i) => { const y = r[at]?.number; return typeof y === 'number' ? [{ x: (i + 1) / all, y, label: say(r[0]?.text) }] : [] })
}

const H = 320, pad = { left: 48, right: 24, top: 12, bottom: 32 }

// Lorenz is how far sales rest on few: both axes are shares, so it is drawn to scale here and not by categories.
export function Lorenz({ answer }: { answer: Answer }) {
  const t = useWords(words)
  const say = useSay()
  const { colors } = useLook()
  const svg = useRef<SVGSVGElement>(null)
  const [box, W] = useWidth()
  const points = pointsOf(answer, say)
  if (points.length === 0) return null
  const x = (v: number) => pad.left + v * (W - pad.left - pad.right), y = (v: number) => H - pad.bottom - v * (H - pad.top - pad.bottom)
  const last = points.at(-1)
  const path = [{ x: 0, y: 0 }, ...points, ...(last && last.x < 1 ? [{ x: 1, y: 1 }] : [])].map((p, i) => `${i ? 'L' : 'M'}${x(p.x)} ${y(p.y)}`).join('')
  const picture = async () => { if (svg.current) save(`${t.lorenz}.png`, await pictureOf(svg.current, colors.card)) }
  return (
    <Section title={t.lorenz} note={t.lorenzNote} actions={<Button size="small" type="text" onClick={() => void picture()}>{t.savePicture}</Button>}>
      <div ref={box} style={{ minHeight: H }}>{W > 0 && <svg ref={svg} viewBox={`0 0 ${W} ${H}`} width={W} height={H} style={{ display: 'block' }} role="group" aria-label={t.lorenz} fontFamily={font}>
        {[0, 0.2, 0.4, 0.6, 0.8, 1].map((v) => (
          <g key={v} aria-hidden="true">
            <path d={`M${x(0)} ${y(v)}H${x(1)}`} stroke={colors.line} />
            <text x={x(0) - 8} y={y(v) + 4} textAnchor="end" fontSize={type.note} fill={colors.soft}>{share(v, 0)}</text>
            <text x={x(v)} y={H - 10} textAnchor="middle" fontSize={type.note} fill={colors.soft}>{share(v, 0)}</text>
          </g>
        ))}
        <path d={`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`} stroke={colors.edge} strokeDasharray="5 5"><title>{t.equal}</title></path>
        <path d={`${path}L${x(1)} ${y(0)}L${x(0)} ${y(0)}Z`} fill={colors.accent} fillOpacity={0.1} />
        <path d={path} fill="none" stroke={colors.accent} strokeWidth={2.5} />
        {points.map((p) => <Dot key={`${p.label}${p.x}`} point={p} cx={x(p.x)} cy={y(p.y)} answer={answer} />)}
      </svg>}</div>
    </Section>
  )
}

function Dot({ point: p, cx, cy, answer }: { point: Point; cx: number; cy: number; answer: Answer }) {
  const { colors } = useLook()
  const open = useOpenMetric()
  const label = `${p.label}: ${share(p.y)}`
  const { set } = p
  if (!set) return <circle cx={cx} cy={cy} r={4} fill={colors.accent}><title>{label}</title></circle>
  const press = () => open({ metric: answer.metric, answer, set, setTitle: label })
  return (
    <g role="button" tabIndex={0} aria-label={label} onClick={press} onKeyDown={(e) => { if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); press() } }} style={{ cursor: 'pointer' }}>
      <circle cx={cx} cy={cy} r={14} fill="transparent" /><circle cx={cx} cy={cy} r={5} fill={colors.card} stroke={colors.accent} strokeWidth={2.5} />
      <text x={cx + 10} y={cy + 14} fontSize={type.note} fill={colors.ink}>{share(p.y)}</text><title>{label}</title>
    </g>
  )
}
