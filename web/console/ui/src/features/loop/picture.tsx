import { Button } from 'antd'
import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import type { Answer } from '@/api/types'
import { amount, share, short } from '@/format'
import { save } from '@/parts/download'
import { valueOf } from '@/parts/metric'
import { useOpenMetric } from '@/parts/metric-open'
import { useLook } from '@/theme/mode'
import { font, type } from '@/theme/tokens'
import { useSay, useWords } from '@/words'
import { stages, type LoopData, type PictureFigure, type Stage } from './loop-data'
import { pictureOf } from './picture-save'
import { shapeOf, type Shape } from './picture-shape'
import { useWidth } from './width'
import { words } from './words'

interface Props { loop: LoopData; answer: Answer }

// LoopPicture is the loop: six stages, the rates on the arrows between them, the substitution rate in the middle.
export function LoopPicture({ loop, answer }: Props) {
  const t = useWords(words)
  const { colors } = useLook()
  const [box, width] = useWidth()
  const svg = useRef<SVGSVGElement>(null)
  const shape = shapeOf(Math.max(width, 280))
  const picture = async () => { if (svg.current) save(`${t.title}.png`, await pictureOf(svg.current, colors.card)) }
  return (
    <figure aria-label={t.picture}>
      <div ref={box} style={{ minHeight: width > 0 ? shape.height : 480 }}>
        {width > 0 && (
          <svg ref={svg} className="loop-picture" width={shape.width} height={shape.height} viewBox={`0 0 ${shape.width} ${shape.height}`} role="group" aria-label={t.picture} style={{ display: 'block' }} fontFamily={font}>
            <Links loop={loop} shape={shape} />
            <Nodes loop={loop} shape={shape} />
            <Centre answer={answer} shape={shape} />
          </svg>
        )}
      </div>
      <figcaption className="row" style={{ flexWrap: 'nowrap' }}><span className="soft small grow">{t.pictureNote}</span><Button size="small" type="text" onClick={() => void picture()}>{t.savePicture}</Button></figcaption>
    </figure>
  )
}

interface PressProps { label: string; onPress: () => void; figure: PictureFigure | undefined; children: ReactNode }

// Press makes a part of the picture a button.
function Press({ label, onPress, figure, children }: PressProps) {
  const key = (e: KeyboardEvent) => {
    if (e.key !== 'Enter' && e.key !== ' ') return
    e.preventDefault()
    onPress()
  }
  return (
    <g role="button" tabIndex={0} aria-label={label} onClick={onPress} onKeyDown={key} style={{ cursor: 'pointer' }}
      data-metric={figure?.metric} data-name={figure?.name || undefined} data-value={figure ? figure.number ?? '' : undefined}>
      {children}
    </g>
  )
}

const rateWords = { acquire: 'settleRate', settle: 'activateRate', activate: 'convertRate', convert: 'repurchaseRate', repurchase: 'referRate', refer: 'again' } as const
const countWords = { acquire: 'nAcquire', settle: 'nSettle', activate: 'nActivate', convert: 'nConvert', repurchase: 'nRepurchase', refer: 'nRefer' } as const

function useWritten(): (f: PictureFigure) => string {
  const t = useWords(words)
  const say = useSay()
  return (f) => (f.state === 'known' ? amount(f.number, f.unit) : f.state === 'computing' ? t.computing : say(f.note) || t.unknown)
}

// An arrow is as thick as the share that passes it; an unknown one is dashed.
const thick = (f: PictureFigure) => (f.number === null ? 3 : 3 + 11 * Math.min(1, Math.max(0, f.number)))

function Links({ loop, shape }: { loop: LoopData; shape: Shape }) {
  const t = useWords(words)
  const { colors, still } = useLook()
  const open = useOpenMetric()
  const written = useWritten()
  return (
    <>
      {stages.map((s, i) => {
        const f = loop.links[s], { d, label } = shape.links[s], known = f.state === 'known', w = thick(f)
        const next = stages[(i + 1) % stages.length] ?? 'acquire'
        const name = t[rateWords[s]], value = written(f)
        return (
          <Press key={s} figure={f} label={t.arrow(t[s], t[next], name, value)} onPress={() => open({ metric: f.metric, answer: f.answer, value: f.name })}>
            <path d={d} fill="none" stroke="transparent" strokeWidth={28} />
            <Arrow id={`loop-${s}`} d={d} width={w} color={known ? colors.accent : colors.edge} known={known} still={still} dot={colors.onAccent} />
            <Rate shape={shape} x={label.x} y={label.y} name={name} value={value} known={known} />
          </Press>
        )
      })}
    </>
  )
}

function Arrow({ id, d, width, color, known, still, dot }: { id: string; d: string; width: number; color: string; known: boolean; still: boolean; dot: string }) {
  const head = Math.max(9, width * 1.3)
  return (
    <>
      <marker id={`${id}-head`} viewBox="0 0 10 10" refX={6} refY={5} markerWidth={head} markerHeight={head} markerUnits="userSpaceOnUse" orient="auto"><path d="M1 0L10 5L1 10z" fill={color} /></marker>
      <path id={id} d={d} fill="none" stroke={color} strokeOpacity={known ? 0.42 : 0.9} strokeWidth={width} strokeDasharray={known ? undefined : '3 6'} markerEnd={`url(#${id}-head)`} strokeLinecap="butt" />
      {known && !still && <circle r={2.5} fill={dot} stroke={color} strokeWidth={1.5}><animateMotion dur="4s" repeatCount="indefinite" path={d} /></circle>}
    </>
  )
}

function Rate({ shape, x, y, name, value, known }: { shape: Shape; x: number; y: number; name: string; value: string; known: boolean }) {
  const { colors } = useLook()
  if (shape.tall) {
    return (
      <text x={x} y={y + 6} fill={known ? colors.ink : colors.soft}>
        <tspan fontSize={type.lead} fontWeight={650}>{value}</tspan><tspan dx={8} fontSize={type.note} fill={colors.soft}>{name}</tspan>
      </text>
    )
  }
  const w = Math.max(78, value.length * 9.5 + 26)
  return (
    <>
      <rect x={x - w / 2} y={y - 17} width={w} height={34} rx={17} fill={colors.card} stroke={known ? colors.accent : colors.edge} strokeWidth={1.5} strokeDasharray={known ? undefined : '4 4'} />
      <text x={x} y={y + 6} textAnchor="middle" fontSize={known ? type.lead : type.body} fontWeight={known ? 650 : 400} fill={known ? colors.ink : colors.soft}>{value}</text>
      <text x={x} y={y + 34} textAnchor="middle" fontSize={type.note} fill={colors.soft} stroke={colors.card} strokeWidth={8} strokeLinejoin="round" paintOrder="stroke">{name}</text>
    </>
  )
}

const roomy = 100_000 // larger counts are written short, or they leave their circle

function Nodes({ loop, shape }: { loop: LoopData; shape: Shape }) {
  const t = useWords(words)
  const open = useOpenMetric()
  const written = useWritten()
  return (
    <>
      {stages.map((s) => {
        const f = loop.nodes[s]
        const line = f.state === 'known' ? t[countWords[s]](written(f)) : written(f)
        const inside = f.state === 'known' && (f.number ?? 0) >= roomy ? t[countWords[s]](short(f.number)) : line
        return (
          <Press key={s} figure={f} label={`${t[s]} ${line}`} onPress={() => open({ metric: f.metric, answer: f.answer, value: f.name, set: f.number ? f.set : undefined, setTitle: `${t[s]} · ${line}` })}>
            <Node shape={shape} stage={s} line={inside} weak={loop.weakest === s} />
          </Press>
        )
      })}
    </>
  )
}

function Node({ shape, stage, line, weak }: { shape: Shape; stage: Stage; line: string; weak: boolean }) {
  const t = useWords(words)
  const { colors } = useLook()
  const { x, y } = shape.nodes[stage]
  const circle = <circle cx={x} cy={y} r={shape.r} fill={weak ? colors.warnWash : colors.wash} stroke={weak ? colors.warn : colors.accent} strokeWidth={weak ? 2.5 : 1.5} />
  if (shape.tall) {
    return (
      <>
        {circle}
        <text x={x} y={y + 5} textAnchor="middle" fontSize={type.body} fontWeight={650} fill={colors.accent}>{stages.indexOf(stage) + 1}</text>
        <text x={x + shape.r + 18} y={y - 3} fontSize={type.lead} fontWeight={650} fill={colors.ink}>{t[stage]}{weak && <tspan dx={8} fontSize={type.note} fill={colors.warn}>{t.weakest}</tspan>}</text>
        <text x={x + shape.r + 18} y={y + 17} fontSize={type.note + 1} fill={colors.soft}>{line}</text>
      </>
    )
  }
  return (
    <>
      {circle}
      <text x={x} y={y - 3} textAnchor="middle" fontSize={type.lead + 1} fontWeight={650} fill={colors.ink}>{t[stage]}</text>
      <text x={x} y={y + 16} textAnchor="middle" fontSize={type.note} fill={colors.soft}>{line}</text>
      {weak && <text x={x} y={y + (y < shape.centre.y ? -shape.r - 8 : shape.r + 18)} textAnchor="middle" fontSize={type.note} fontWeight={650} fill={colors.warn}>{t.weakest}</text>}
    </>
  )
}

function Centre({ answer, shape }: { answer: Answer; shape: Shape }) {
  const t = useWords(words)
  const { colors } = useLook()
  const open = useOpenMetric()
  const say = useSay()
  const v = valueOf(answer, 'sr_orders'), strict = valueOf(answer, 'sr_strict_orders')?.number
  const number = v?.number ?? null
  const written = number === null ? t.unknown : share(number)
  const { x, y } = shape.centre
  return (
    <Press figure={{ metric: 'loop', name: 'sr_orders', number, unit: 'share', state: 'known' }} label={`${t.rate} ${written} ${t.strict(share(strict))}`} onPress={() => open({ metric: 'loop', answer, value: 'sr_orders' })}>
      <rect x={x - 110} y={y - 62} width={220} height={124} rx={16} fill="transparent" />
      <text x={x} y={y - 34} textAnchor="middle" fontSize={type.body} fill={colors.soft}>{t.rate} · {t.byOrders}</text>
      <text x={x} y={y + 14} textAnchor="middle" fontSize={type.hero} fontWeight={650} fill={colors.accent} letterSpacing={-0.5} style={{ fontVariantNumeric: 'tabular-nums' }}>{written}</text>
      <text x={x} y={y + 40} textAnchor="middle" fontSize={type.body} fill={colors.ink}>{t.strict(share(strict))}</text>
      {v?.note && <text x={x} y={y + 60} textAnchor="middle" fontSize={type.note} fill={colors.soft}>{say(v.note)}</text>}
    </Press>
  )
}
