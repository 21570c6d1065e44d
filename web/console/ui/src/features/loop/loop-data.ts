// What stands at each stage of the loop and on each arrow: always one number of one metric, so that it opens its
// definition and equals what the metric says anywhere else.
import { useStored, valueOf } from '@/parts/metric'
import type { Answer } from '@/api/types'
import { asProblem } from '@/api/problem'
import type { Both } from '@/words'

export const stages = ['acquire', 'settle', 'activate', 'convert', 'repurchase', 'refer'] as const
export type Stage = (typeof stages)[number]

// Figure is a number in the picture; null is unknown.
export interface PictureFigure {
  metric: string
  name: string
  answer?: Answer
  number: number | null
  unit: string
  set?: string // the rows behind it
  note?: Both // what is said instead of a number that there is not: nobody left
  state: 'known' | 'unknown' | 'computing'
}

// The links are the arrows that leave the stages.
export interface LoopData { nodes: Record<Stage, PictureFigure>; links: Record<Stage, PictureFigure>; weakest?: Stage; check?: Answer; weakestRow?: Answer['tables'][number]['rows'][number] }

type Asked = ReturnType<typeof useStored>

function figure(q: Asked, metric: string, name: string): PictureFigure {
  const v = valueOf(q.data, name)
  const d = q.data?.denominators.find((x) => x.name === name)
  const waits = q.isPending || (q.error && asProblem(q.error).code === 'insight.not_ready')
  const number = v ? v.number : d ? d.count : null
  return { metric, name, answer: q.data, number, unit: v?.unit ?? d?.unit ?? 'share', set: v?.rows?.set ?? d?.rows?.set, note: number === null ? v?.note : undefined, state: number !== null ? 'known' : waits ? 'computing' : 'unknown' }
}

// The stages that the loop check judges, in the order of its table.
const judged: readonly Stage[] = ['acquire', 'convert', 'repurchase', 'refer']

// useLoop reads the metrics that the picture is made of.
export function useLoop(): LoopData {
  const aarrr = useStored('aarrr'), conversion = useStored('conversion'), activity = useStored('activity')
  const repurchase = useStored('repurchase'), spread = useStored('spread'), check = useStored('loopcheck')
  const table = check.data?.tables.find((t) => t.name === 'stages')
  const at = table?.columns.findIndex((c) => c.name === 'weakest') ?? -1
  const weak = table?.rows.findIndex((r) => !!r[at]?.text) ?? -1
  return {
    nodes: {
      acquire: figure(aarrr, 'aarrr', 'acquired'), settle: figure(conversion, 'conversion', 'members'), activate: figure(activity, 'activity', 'actors'),
      convert: figure(repurchase, 'repurchase', 'buyers'), repurchase: figure(repurchase, 'repurchase', 'repeat_days'), refer: figure(spread, 'spread', 'reach'),
    },
    links: {
      acquire: figure(aarrr, 'aarrr', 'joined_rate'),
      settle: figure(activity, 'activity', 'interaction_rate'), activate: figure(conversion, 'conversion', 'conv_members'),
      convert: figure(repurchase, 'repurchase', 'err_days'), repurchase: figure(aarrr, 'aarrr', 'referral_rate'), refer: figure(spread, 'spread', 'k'),
    },
    weakest: judged[weak], check: check.data, weakestRow: table?.rows[weak],
  }
}
